import { translate, type TextLoaders, type Translate } from '../shared/i18n/texts.svelte.ts';

/** Sentences of the screens that are there once the player is in. */
export const t: Translate<'common' | 'errors' | 'phone' | 'play' | 'systems'> = translate;

export const playTexts: TextLoaders = {
  en: () => import('./play-texts-en.ts'),
  ru: () => import('./play-texts-ru.ts'),
};
