import { normalizeRoomCode, type Hello, type Welcome } from '@ack-attack/protocol';
import { nanoid } from 'nanoid';
import { readJson } from './stored-json.ts';
import type { KeyValueStorage } from './storage.ts';

/** What a device needs to come back to its seat. */
export interface RememberedSeat {
  session: string;
  roomCode: string;
  token: string;
}

const seatKey = (as: Hello['as']) => `ack-attack/seat/${as}`;
const joinKey = (room: string) => `ack-attack/join/${normalizeRoomCode(room)}`;

/** The seat this device had last, for `resume` after a reload; undefined where there is none. */
export function rememberedSeat(storage: KeyValueStorage, as: Hello['as']): RememberedSeat | undefined {
  const seat = readJson<RememberedSeat>(storage, seatKey(as));
  return seat && typeof seat.session === 'string' && typeof seat.token === 'string' ? seat : undefined;
}

export function rememberSeat(storage: KeyValueStorage, { as, session, roomCode }: Welcome, token: string): void {
  storage.set(seatKey(as), JSON.stringify({ session, roomCode, token } satisfies RememberedSeat));
}

/** Forgets the seat, and the secret it was joined with. */
export function forgetSeat(storage: KeyValueStorage, as: Hello['as']): void {
  const seat = rememberedSeat(storage, as);
  if (seat) storage.remove(joinKey(seat.roomCode));
  storage.remove(seatKey(as));
}

/** The secret this device joins a room with. It is kept before it is sent, so a join that is repeated is the same. */
export function joinToken(storage: KeyValueStorage, room: string): string {
  const known = storage.get(joinKey(room));
  if (known !== undefined) return known;
  const token = nanoid(32);
  storage.set(joinKey(room), token);
  return token;
}

/** Forgets the secret that this device asked for a seat with: under it the answer stays the same. */
export function forgetJoin(storage: KeyValueStorage, room: string): void {
  storage.remove(joinKey(room));
}

const deviceKey = 'ack-attack/device';

/** The name under which a screen numbers its commands. */
export function deviceName(storage: KeyValueStorage): string {
  const known = storage.get(deviceKey);
  if (known !== undefined) return known;
  const name = nanoid();
  storage.set(deviceKey, name);
  return name;
}
