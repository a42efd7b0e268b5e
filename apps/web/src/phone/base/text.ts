import { translate, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** Sentences of every screen behind the first. */
export const t: Translate<'common' | 'errors' | 'join' | 'phone'> = translate;

export { default as texts } from 'texts:later/common+errors+phone';
