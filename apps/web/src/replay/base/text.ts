import { translate, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** The page's sentences. */
export const t: Translate<'board' | 'common' | 'errors' | 'marks' | 'replay' | 'reveal'> = translate;

export { default as texts } from 'texts:board+common+errors+marks+policy+replay+reveal';
