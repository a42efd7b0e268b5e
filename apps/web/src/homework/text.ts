import { translate, type Translate } from '../shared/i18n/texts.svelte.ts';

/** The page's sentences. */
export const t: Translate<'common' | 'console' | 'errors' | 'homework' | 'marks' | 'plans' | 'report' | 'systems'> =
  translate;

export { default as texts } from 'texts:common+console+errors+homework+marks+plans+report+review+systems';
