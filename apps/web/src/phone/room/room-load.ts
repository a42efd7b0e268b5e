import { lazyChunk } from '../base/lazy-chunk.ts';

type Room = typeof import('./room.ts');

let loading: Promise<Room> | undefined;

/** The connection and what goes with it. @throws PartGone */
export function loadRoom(): Promise<Room> {
  loading ??= lazyChunk('room/room', () => import('./room.ts'));
  return loading;
}
