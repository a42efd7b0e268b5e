import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { lazyChunk } from '../base/lazy-chunk.ts';

/** Sentences of what the player's own play showed. */
export const t: Translate<'common' | 'marks' | 'review'> = translate;

export const marksTexts: TextLoaders = {
  en: () => lazyChunk('marks/marks-texts-en', () => import('./marks-texts-en.ts')),
  ru: () => lazyChunk('marks/marks-texts-ru', () => import('./marks-texts-ru.ts')),
};
