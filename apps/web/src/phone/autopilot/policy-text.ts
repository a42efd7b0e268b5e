import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { lazyChunk } from '../base/lazy-chunk.ts';

/** Sentences of the screens of a round on autopilot. */
export const t: Translate<'common' | 'phone' | 'play' | 'policy' | 'systems'> = translate;

export const policyTexts: TextLoaders = {
  en: () => lazyChunk('autopilot/policy-texts-en', () => import('./policy-texts-en.ts')),
  ru: () => lazyChunk('autopilot/policy-texts-ru', () => import('./policy-texts-ru.ts')),
};
