import { translate, type TextLoaders, type Translate } from '../shared/i18n/texts.svelte.ts';

/** Sentences of the screens that are there once the player is in. */
export const t: Translate<'common' | 'errors' | 'phone' | 'play'> = translate;

export const playTexts: TextLoaders = {
  en: () => import('@ack-attack/lesson/catalogues/en/play.json'),
  ru: () => import('@ack-attack/lesson/catalogues/ru/play.json'),
};
