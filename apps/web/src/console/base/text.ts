import { translate, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** The page's sentences. */
export const t: Translate<'board' | 'common' | 'errors' | 'console' | 'plans' | 'reveal' | 'systems'> = translate;

export { default as texts } from 'texts:board+common+errors+console+plans+reveal+systems';
