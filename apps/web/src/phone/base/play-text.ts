import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { laterPart } from './later-part.ts';

/** Sentences of the screens of a round. */
export const t: Translate<'common' | 'errors' | 'join' | 'phone' | 'play' | 'systems'> = translate;

export const playTexts: TextLoaders = {
  en: () => laterPart('base/play-texts-en', () => import('./play-texts-en.ts')),
  ru: () => laterPart('base/play-texts-ru', () => import('./play-texts-ru.ts')),
};
