import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { lazyChunk } from '../base/lazy-chunk.ts';

/** Sentences for who plays alone. */
export const t: Translate<'common' | 'errors' | 'phone' | 'play' | 'solo'> = translate;

export const soloTexts: TextLoaders = {
  en: () => lazyChunk('solo/solo-texts-en', () => import('./solo-texts-en.ts')),
  ru: () => lazyChunk('solo/solo-texts-ru', () => import('./solo-texts-ru.ts')),
};
