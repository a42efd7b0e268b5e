import { browserStorage, rememberedSeat } from '@ack-attack/client/remembered';
import { storedSessions } from '../../shared/links/stored-sessions.ts';
import { secretsInAddress } from '../../shared/links/session-links.ts';

const keyOf = (session: string) => `ack-attack/replay/${session}`;

/**
 * The secret of the session's console, stage or phone, where this browser has it or the address brings it: with one the
 * log has names.
 */
export function ownToken(session: string): string | undefined {
  const tab = browserStorage(() => sessionStorage);
  const brought = secretsInAddress(location.hash);
  if (brought?.session === session) {
    tab.set(keyOf(session), brought.token);
    // What is shared from here is the address, and no secret with it.
    const place = `${location.pathname}${location.search}#session=${encodeURIComponent(session)}`;
    history.replaceState(history.state, '', place);
  }
  const console = storedSessions().find((one) => one.session === session)?.hostToken;
  if (console !== undefined) return console;
  const seats = (['stage', 'phone'] as const).map((screen) => rememberedSeat(browserStorage(), screen));
  return tab.get(keyOf(session)) ?? seats.find((seat) => seat?.session === session)?.token;
}
