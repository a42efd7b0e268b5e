import { addTexts } from '../../shared/i18n/texts.svelte.ts';
import { fetchPart, lazyChunk } from '../base/lazy-chunk.ts';
import { playTexts } from '../base/play-text.ts';
import { texts } from '../base/text.ts';

type LaterScreens = typeof import('./later-screens.ts');

let loading: Promise<LaterScreens> | undefined;
let loadingTexts: Promise<void> | undefined;

/** The sentences of every screen behind the first. @throws PartGone */
export function loadRoomTexts(): Promise<void> {
  loadingTexts ??= addTexts(texts);
  return loadingTexts;
}

/** The screens that a player who is in needs; asked for ahead, they are there when needed. @throws PartGone */
export function loadLaterScreens(): Promise<LaterScreens> {
  loading ??= Promise.all([
    lazyChunk('room/later-screens', () => import('./later-screens.ts')),
    loadRoomTexts(),
    addTexts(playTexts),
    fetchPart('autopilot/autopilot-desk'),
    fetchPart('hints/textbooks'),
  ]).then(([screens]) => screens);
  return loading;
}
