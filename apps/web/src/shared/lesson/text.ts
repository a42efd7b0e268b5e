import type { Texts } from '@ack-attack/engine';
import { locale, translate, type TextLoaders, type Translate } from '../i18n/texts.svelte.ts';

/** The words of questions and cards, for pages that load their catalogue. */
export const t: Translate<'common' | 'quiz'> = translate;

export const texts: TextLoaders = { en: () => import('./quiz-texts-en.ts'), ru: () => import('./quiz-texts-ru.ts') };

/** A text in the reader's language, or else in the one there is. */
export function said(text: Texts): string {
  return text[locale()] ?? text.en ?? text.ru ?? '';
}
