import { normalizeRoomCode, roomCodeLength } from '@ack-attack/protocol';
import type { SessionSecrets } from './session-links.ts';

/** The room code in the page's address, /ABCDEF or ?room=ABCDEF; empty where there is none. */
export function roomInAddress({ pathname, search }: Pick<Location, 'pathname' | 'search'>): string {
  const code = normalizeRoomCode(new URLSearchParams(search).get('room') ?? decodeURIComponent(pathname));
  return code.length === roomCodeLength ? code : '';
}

/** The link that opens a player's seat on another device. Its secret stands in the fragment, which no server sees. */
export function ownLink(origin: string, { session, token }: Pick<SessionSecrets, 'session' | 'token'>): string {
  return `${origin}/#${new URLSearchParams({ session, token })}`;
}
