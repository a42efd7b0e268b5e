import type { Texts } from '@ack-attack/engine';
import { languages } from '@ack-attack/engine/languages';
import { language, translate, type Translate } from '../i18n/texts.svelte.ts';

/** The words of questions and cards, for pages that load their catalogue. */
export const t: Translate<'common' | 'quiz'> = translate;

export { default as texts } from 'texts:quiz';

/** A text in the reader's language, or else in the one there is. */
export function said(text: Texts): string {
  return text[language()] ?? languages.map((other) => text[other]).find((words) => words !== undefined) ?? '';
}
