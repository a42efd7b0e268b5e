import { translate, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** Sentences of the first screen. */
export const t: Translate<'join'> = translate;

/** Every language is in the page: a second trip for one would cost more than the others weigh. */
export { default as joinTexts } from 'texts:built-in/join';
