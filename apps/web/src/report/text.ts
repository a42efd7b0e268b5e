import { translate, type Translate } from '../shared/i18n/texts.svelte.ts';

/** The page's sentences. */
export const t: Translate<'common' | 'marks' | 'report'> = translate;

export { default as texts } from 'texts:common+marks+report+review';
