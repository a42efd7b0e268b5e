import { gameTime, type GameEvent, type Lane, type Seat, type SessionState } from '@ack-attack/engine';

/** A student who has work in front of them and does nothing for so long is taken to be stuck; game ms. */
const stuckMs = 30_000;

/** How the one student of a session for one got on, from its log. */
export class StudentPace {
  /** Game ms of the rounds so far. */
  playedMs = 0;
  /** How often nothing was done for 30 s while something was there to do. Not on autopilot, which needs no steps. */
  stuckMoments = 0;
  /** Game ms of the student's last step in this round. */
  #steppedAt = 0;

  /** @param before the session before the event, which has still what the event takes away */
  take(event: GameEvent, before: SessionState): void {
    if (event.type === 'roundStarted') {
      this.#steppedAt = 0;
      return;
    }
    if (before.phase !== 'playing') return;
    const now = gameTime(before, event.at);
    const rung = event.type === 'bellRang';
    if (rung) this.playedMs += now;
    for (const lane of before.lanes) {
      for (const seat of lane.seats) {
        if (seat.driver !== 'player' || !(rung || isStepOf(seat, event))) continue;
        if (!before.settings.autopilot && this.#wasStuck(lane, seat, now)) this.stuckMoments++;
        this.#steppedAt = now;
      }
    }
  }

  #wasStuck(lane: Lane, seat: Seat, now: number): boolean {
    return now - this.#steppedAt >= stuckMs && now - workSince(lane, seat) >= stuckMs;
  }
}

function isStepOf({ id }: Seat, event: GameEvent): boolean {
  switch (event.type) {
    case 'packetSent':
      return event.packet.from === id && event.packet.twinOf === undefined;
    case 'machineCrashed':
    case 'machineRestarted':
      return false;
    default:
      return 'seat' in event && event.seat === id;
  }
}

/** Game ms since when the oldest of what lies before this machine waits for it; Infinity where nothing does. */
function workSince({ orders, copies, hands }: Lane, { id, role }: Seat): number {
  switch (role) {
    case 'producer':
      return Math.min(
        Infinity,
        ...orders.flatMap(({ producer, placedAt, confirmedAt, givenUpAt }) =>
          producer === id && confirmedAt === undefined && givenUpAt === undefined ? [placedAt] : [],
        ),
      );
    case 'broker':
      return Math.min(
        Infinity,
        ...copies.flatMap(({ place, arrivedAt }) => (place === 'inbox' || place === 'ready' ? [arrivedAt] : [])),
      );
    case 'consumer':
      return Math.min(Infinity, ...hands.flatMap(({ consumer, arrivedAt }) => (consumer === id ? [arrivedAt] : [])));
  }
}
