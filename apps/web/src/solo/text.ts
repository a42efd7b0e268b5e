import { translate, type Translate } from '../shared/i18n/texts.svelte.ts';

/** The page's sentences. */
export const t: Translate<'common' | 'errors' | 'join' | 'marks' | 'phone' | 'plans' | 'report' | 'solo' | 'systems'> =
  translate;

export { default as texts } from 'texts:common+errors+join+marks+phone+plans+report+solo+systems';
