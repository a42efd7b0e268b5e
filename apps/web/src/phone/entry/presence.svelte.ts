import { protocolVersion } from '@ack-attack/protocol';
import { codeOf } from '../../shared/server/connection.svelte.ts';
import { errorText } from '../../shared/server/error-text.ts';
import { connection } from '../base/connection.ts';
import { seatToResume, type PlayerSecrets } from './remembered-seat.ts';

/** Refusals after which the seat that this device remembers is of no more use. */
const gone: ReadonlySet<string> = new Set(['bad-token', 'seat-handed-over', 'unknown-session', 'unknown-player']);

let returning = $state(false);
let reason = $state('');

/** Whether this device is in a room, and why it is not. */
export const presence = {
  /** Whether the first screen is to be shown. */
  get outside(): boolean {
    const { status, view } = connection;
    if (this.superseded || returning || status === 'online' || status === 'offline') return false;
    return !(view && status === 'connecting');
  },
  get superseded(): boolean {
    return connection.refusal?.code === 'superseded';
  },
  /** A sentence; empty where there is nothing to say. */
  get reason(): string {
    return reason;
  },
  /** The number of this device's claim to a seat, while it waits for the teacher. */
  get claimNumber(): number | undefined {
    return connection.delay?.claimNumber;
  },
  /** Stops waiting for the teacher. */
  giveUpClaim(): void {
    connection.giveUp();
  },
  /** Comes back to a seat. */
  async comeBack(seat: PlayerSecrets | undefined = seatToResume()): Promise<void> {
    if (!seat) return;
    returning = true;
    try {
      await connection.resume(seat.session, seat.token);
      reason = '';
    } catch (error) {
      const code = codeOf(error);
      if (code === 'closed' || code === 'superseded') return;
      if (code === 'version-mismatch') reloadOnce();
      reason = errorText(code);
      if (gone.has(code)) connection.leave();
    } finally {
      returning = false;
    }
  },
};

// The teacher may take a player out of the room at any moment. It outlives the room's page, which goes then.
$effect.root(() => {
  $effect(() => {
    const { refusal, view } = connection;
    if (!refusal || refusal.code === 'superseded' || !view) return;
    if (refusal.code === 'version-mismatch') reloadOnce();
    reason = errorText(refusal.code);
    if (gone.has(refusal.code)) connection.leave();
  });
});

/** Gets the server's own page in the place of an older one; where that does not help, the reader is told. */
function reloadOnce(): void {
  const key = 'ack-attack/reloaded-for';
  try {
    if (sessionStorage.getItem(key) === String(protocolVersion)) return;
    sessionStorage.setItem(key, String(protocolVersion));
  } catch {
    // Without a place to remember it, it might never end.
    return;
  }
  location.reload();
}
