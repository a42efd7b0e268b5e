import { browserStorage, rememberedSeat } from '@ack-attack/client/remembered';
import { storedSessions } from './stored-sessions.ts';

/** The session that this device was in last: what an address that was typed without a session means. */
export function deviceSession(): string | undefined {
  const seats = (['phone', 'stage'] as const).map((screen) => rememberedSeat(browserStorage(), screen));
  return seats.find((seat) => seat !== undefined)?.session ?? storedSessions()[0]?.session;
}
