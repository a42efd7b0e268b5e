import { translate, type Translate } from '../shared/i18n/texts.svelte.ts';

/** The page's sentences. */
export const t: Translate<'common' | 'glossary'> = translate;

export { default as texts } from 'texts:common+glossary';
