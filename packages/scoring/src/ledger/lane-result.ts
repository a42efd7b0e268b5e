import type { ClosedOrders, Lane, LaneId, RoundSettings } from '@ack-attack/engine';
import type { Standpoint } from './fate.ts';
import { orderResults, outcomesOf, type OrderResult, type Outcomes } from './order-result.ts';
import { pointsPerOrder, type PointsPerOrder } from './points.ts';
import { tallyWhen, type Tally } from './tally.ts';

/** How one lane did, live or at the bell. */
export interface LaneResult {
  lane: LaneId;
  tally: Tally;
  /** The sum of its orders' points (SCO-10). */
  points: number;
  /** The verdict of the round's own contract. */
  kept: boolean;
  /** How many of all its orders ended in each way. */
  outcomes: Outcomes;
  /** Order by order; on autopilot only those that are open (SCO-18). */
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
  const open = outcomesOf(orders);
  const points = orders.reduce((sum, order) => sum + order.points, 0);
  return {
    lane: lane.id,
    tally,
    points: lane.closed ? points + pointsOfClosed(lane.closed, pointsPerOrder[settings.contract]) : points,
    kept: tally.verdict[settings.contract] === 'kept',
    outcomes: lane.closed ? withClosed(open, lane.closed) : open,
    orders,
  };
}

/** What closed orders bring, as SCO-9 says it of each. */
function pointsOfClosed(closed: ClosedOrders, points: PointsPerOrder): number {
  return (
    (closed.done + closed.duplicated - closed.duplicatedLate) * points.done +
    closed.duplicates * points.furtherEffect +
    closed.lost * points.lost +
    closed.lostSilently * points.lostSilently
  );
}

function withClosed(open: Outcomes, { done, late, duplicated, lost, lostSilently }: ClosedOrders): Outcomes {
  return {
    ...open,
    done: open.done + done,
    late: open.late + late,
    duplicated: open.duplicated + duplicated,
    lost: open.lost + lost,
    'lost-silently': open['lost-silently'] + lostSilently,
  };
}
