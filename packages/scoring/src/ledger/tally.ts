import type { Lane } from '@ack-attack/engine';
import { verdictOf, type Verdict } from './contract-verdict.ts';
import { orderFates, type Standpoint, type OrderFate } from './fate.ts';

/** A lane's numbers (SCO-1 to SCO-6). */
export interface Tally {
  /** Publish steps. */
  published: number;
  /** Copies made durable. */
  stored: number;
  /** Deliver steps. */
  sent: number;
  /** Arrivals in a hand. */
  delivered: number;
  /** Effects at the bank. */
  effects: number;
  /** Effects beyond the first, summed over the orders. */
  duplicates: number;
  lost: number;
  /** Lost orders whose producer had received a confirm. */
  lostSilently: number;
  parked: number;
  pending: number;
  verdict: Verdict;
}

/** The tally when the bell rings: memory, hands and packets in flight are gone. */
export function tallyAtBell(lane: Lane): Tally {
  return tallyWhen(lane, 'bell');
}

/** The tally now: lost is what nothing in the lane can bring back, pending what can still be done. */
export function tallyLive(lane: Lane): Tally {
  return tallyWhen(lane, 'live');
}

export function tallyWhen(lane: Lane, when: Standpoint): Tally {
  return tallyOf(lane, orderFates(lane, when));
}

function tallyOf(lane: Lane, fates: readonly OrderFate[]): Tally {
  const { published, stored, sent, delivered, effects: made } = lane.counts;
  const { duplicates = 0, lost = 0, lostSilently = 0 } = lane.closed ?? {};
  const totals = { duplicates, lost: lost + lostSilently, lostSilently, parked: 0, pending: 0 };
  for (const { order, fate, effects } of fates) {
    if (fate === 'done') totals.duplicates += effects.length - 1;
    else totals[fate]++;
    if (fate === 'lost' && order.confirmedAt !== undefined) totals.lostSilently++;
  }
  return {
    published,
    stored,
    sent,
    delivered,
    effects: made,
    ...totals,
    verdict: verdictOf(totals.duplicates, totals.lost),
  };
}
