import { translate, type Translate } from '../i18n/texts.svelte.ts';

export const t: Translate<'tour'> = translate;

export { default as tourTexts } from 'texts:tour';
