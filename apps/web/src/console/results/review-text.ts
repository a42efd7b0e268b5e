import { translate, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** Sentences of what a revealed round shows. */
export const t: Translate<'common' | 'console' | 'marks' | 'review'> = translate;

export { default as reviewTexts } from 'texts:marks+review';
