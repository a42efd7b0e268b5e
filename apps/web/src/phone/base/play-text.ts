import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { lazyChunk } from './lazy-chunk.ts';

/** Sentences of the screens of a round. */
export const t: Translate<'common' | 'errors' | 'join' | 'phone' | 'play' | 'systems'> = translate;

export const playTexts: TextLoaders = {
  en: () => lazyChunk('base/play-texts-en', () => import('./play-texts-en.ts')),
  ru: () => lazyChunk('base/play-texts-ru', () => import('./play-texts-ru.ts')),
};
