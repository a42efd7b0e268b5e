import { addTexts } from '../../shared/i18n/texts.svelte.ts';
import { lazyChunk } from '../base/lazy-chunk.ts';
import { soloTexts } from './solo-text.ts';

type SoloScreens = typeof import('./solo-screens.ts');

let loading: Promise<SoloScreens> | undefined;

/** Parts that only a player alone needs. @throws PartGone */
export function loadSoloScreens(): Promise<SoloScreens> {
  loading ??= Promise.all([
    lazyChunk('solo/solo-screens', () => import('./solo-screens.ts')),
    addTexts(soloTexts),
  ]).then(([screens]) => screens);
  return loading;
}
