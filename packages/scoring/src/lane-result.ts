import type { Lane, LaneId, RoundSettings } from '@ack-attack/engine';
import type { Standpoint } from './fate.ts';
import { orderResults, type OrderResult } from './order-result.ts';
import { tallyWhen, type Tally } from './tally.ts';

/** How one lane did, live or at the bell. */
export interface LaneResult {
  lane: LaneId;
  tally: Tally;
  /** The sum of its orders' points (SCO-10). */
  points: number;
  /** The verdict of the round's own contract. */
  kept: boolean;
  orders: readonly OrderResult[];
}

/** Scores one lane by the round's contract and freshness. */
export function laneResult(
  lane: Lane,
  settings: Pick<RoundSettings, 'contract' | 'freshMs'>,
  when: Standpoint,
): LaneResult {
  const orders = orderResults(lane, settings, when);
  const tally = tallyWhen(lane, when);
  return {
    lane: lane.id,
    tally,
    points: orders.reduce((sum, order) => sum + order.points, 0),
    kept: tally.verdict[settings.contract] === 'kept',
    orders,
  };
}
