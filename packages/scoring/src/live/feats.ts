import type { OrderResult } from '../ledger/order-result.ts';
import type { LaneRescues } from './rescues.ts';

/** What a lane may be proud of. */
export interface Feats {
  /** Orders done once, one after the other, up to the newest that is settled. */
  streak: number;
  /** The longest of the round. */
  best: number;
  caught: number;
  rescued: number;
}

/** Streaks (SCO-19) and saves (SCO-20) of a lane, from its orders as they were placed. */
export function featsOf(orders: readonly OrderResult[], saves: LaneRescues | undefined): Feats {
  let [streak, best] = [0, 0];
  for (const { outcome } of orders) {
    if (outcome === 'pending' || outcome === 'parked') continue;
    streak = outcome === 'done' ? streak + 1 : 0;
    best = Math.max(best, streak);
  }
  return { streak, best, caught: saves?.caught ?? 0, rescued: saves?.rescued ?? 0 };
}
