import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { laterPart } from '../base/later-part.ts';

/** Sentences for who plays alone. */
export const t: Translate<'common' | 'errors' | 'phone' | 'play' | 'solo'> = translate;

export const soloTexts: TextLoaders = {
  en: () => laterPart('solo/solo-texts-en', () => import('./solo-texts-en.ts')),
  ru: () => laterPart('solo/solo-texts-ru', () => import('./solo-texts-ru.ts')),
};
