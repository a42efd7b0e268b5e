import { translate, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** Sentences of the screens of a round. */
export const t: Translate<'common' | 'errors' | 'join' | 'phone' | 'play' | 'systems'> = translate;

export { default as playTexts } from 'texts:later/play+systems';
