import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { laterPart } from './later-part.ts';

/** Sentences of every screen behind the first. */
export const t: Translate<'common' | 'errors' | 'join' | 'phone'> = translate;

export const texts: TextLoaders = {
  en: () => laterPart('base/texts-en', () => import('./texts-en.ts')),
  ru: () => laterPart('base/texts-ru', () => import('./texts-ru.ts')),
};
