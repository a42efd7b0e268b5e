import type { Lane, Seat } from '@ack-attack/engine';
import type { NetworkRun } from './network-run.ts';

/**
 * All of a round between two steps that what happens from here on, or its judgement, depends on. Two rounds of the same
 * opening with one key go on alike (ADV-11).
 *
 * Times are no differences: the pace of a machine is drawn from the time of its last step, and bell and orders are fixed.
 * The time of the last step is no part of it, and that of the next is: every machine has made up its mind by then. The
 * machines that the last step touched are, because those can crash now.
 */
export function stateKey(run: NetworkRun): string {
  const { lane, nextAt } = run;
  const { settings } = run.bots.state;
  const answersMatter = settings.profile.doubleAck !== 'ignored';
  return JSON.stringify([
    nextAt,
    run.touched,
    lane.seats.map((seat) => seatPart(seat, nextAt, settings.paceMs[1])),
    lane.orders.map(({ storedAt: _storedAt, confirmedAt, givenUpAt, ...order }) => [
      order,
      confirmedAt !== undefined,
      givenUpAt !== undefined,
    ]),
    lane.copies,
    lane.receipts.map(({ at: _at, ...receipt }) => receipt),
    lane.hands,
    lane.packets.map(({ sentAt: _sentAt, faults: _faults, ...packet }) => packet),
    lane.effects.map(({ order, keyed }) => [order, keyed]),
    lane.faults.map(({ what, left, until }) => [what, left, until]),
    answersMatter ? lane.answers : [],
    lane.dedupLogs,
    lane.storedIds,
    lane.metIds,
    lane.nextOffsets,
    lane.owners,
    numbersToCome(lane),
    run.bots.wakes.map(({ seat, at, action }) => [seat, at, action]),
  ]);
}

/** The numbers that the next things get; of packets, the travel times hang on it. */
function numbersToCome({ counts }: Lane): readonly number[] {
  const { orders, messages, copies, tags, packets, effects } = counts;
  return [orders, messages, copies, tags, packets, effects];
}

/** The time of a machine's last step counts no more where it can take the next one by the time that anything happens. */
function seatPart({ id, actedAt, busyUntil, down }: Seat, nextAt: number, slowest: number): readonly unknown[] {
  return [id, actedAt + slowest > nextAt ? actedAt : 0, (busyUntil ?? 0) > nextAt ? busyUntil : 0, down !== undefined];
}
