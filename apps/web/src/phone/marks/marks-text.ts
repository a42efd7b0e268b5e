import { translate, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** Sentences of what the player's own play showed. */
export const t: Translate<'common' | 'marks' | 'review'> = translate;

export { default as marksTexts } from 'texts:later/marks+review';
