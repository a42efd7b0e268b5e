import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { lazyChunk } from './lazy-chunk.ts';

/** Sentences of every screen behind the first. */
export const t: Translate<'common' | 'errors' | 'join' | 'phone'> = translate;

export const texts: TextLoaders = {
  en: () => lazyChunk('base/texts-en', () => import('./texts-en.ts')),
  ru: () => lazyChunk('base/texts-ru', () => import('./texts-ru.ts')),
};
