import { normalizeRoomCode, roomCodeLength } from '@ack-attack/protocol';

/** The room code in the page's address, /ABCDEF or ?room=ABCDEF; empty where there is none. */
export function roomInAddress({ pathname, search }: Pick<Location, 'pathname' | 'search'>): string {
  const asked = new URLSearchParams(search).get('room') ?? /^\/([A-Za-z]+)\/?$/.exec(pathname)?.[1] ?? '';
  const code = normalizeRoomCode(asked);
  return code.length === roomCodeLength ? code : '';
}
