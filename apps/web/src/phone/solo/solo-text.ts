import { translate, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** Sentences for a player alone. */
export const t: Translate<'common' | 'errors' | 'phone' | 'play' | 'solo'> = translate;

export { default as soloTexts } from 'texts:later/solo';
