import { browserStorage, rememberedSeat } from '@ack-attack/client/remembered';
import { roomInAddress } from '../../shared/links/room-address.ts';
import { secretsInAddress, type SessionSecrets } from '../../shared/links/session-links.ts';

export type PlayerSecrets = Pick<SessionSecrets, 'session' | 'token'>;

/** The seat of the player's own link, else the one this device had, unless the address names another room. */
export function seatToResume(): PlayerSecrets | undefined {
  const linked = secretsInAddress(location.hash);
  if (linked) {
    // The secret must not stay where it can be read or shared by accident.
    history.replaceState(null, '', location.pathname + location.search);
    return linked;
  }
  const seat = rememberedSeat(browserStorage(), 'phone');
  const room = roomInAddress(location);
  return room === '' || room === seat?.roomCode ? seat : undefined;
}
