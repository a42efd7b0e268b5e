import type { SessionDirectory } from '@ack-attack/session';
import { isWithinShare } from './network-share.ts';

type Rooms = Pick<SessionDirectory, 'inUse' | 'maxRooms' | 'isInUse'>;

/**
 * Which network has put which rooms into use: one network has at most its share of the rooms that the others leave, so
 * whatever its guests open, a teacher elsewhere finds one.
 */
export class RoomShares {
  readonly #directory: Rooms;
  /** By session, the network that brought it into use. */
  readonly #networks = new Map<string, string>();

  constructor(directory: Rooms) {
    this.#directory = directory;
  }

  /** Whether a network may have one more room in use. */
  hasShare(network: string): boolean {
    const { inUse, maxRooms } = this.#directory;
    let own = 0;
    for (const [session, other] of this.#networks) {
      if (!this.#directory.isInUse(session)) this.#networks.delete(session);
      else if (other === network) own++;
    }
    return isWithinShare(own, inUse, maxRooms);
  }

  /** Counts a session for a network unless it is in use already. False where that would be beyond the network's share. */
  take(session: string, network: string): boolean {
    if (this.#directory.isInUse(session)) return true;
    if (!this.hasShare(network)) return false;
    this.#networks.set(session, network);
    return true;
  }
}
