import {
  hasScoringRule,
  type ClosedOrders,
  type Lane,
  type LaneId,
  type Order,
  type RoundSettings,
} from '@ack-attack/engine';
import type { Standpoint } from './fate.ts';
import { orderResults, outcomesOf, type OrderResult, type Outcomes } from './order-result.ts';
import { pointsPerOrder } from './points.ts';
import {
  countService,
  laneEnd,
  lanePoints,
  longestExtraTime,
  serviceTerms,
  type LaneEnd,
  type Service,
} from './service.ts';
import { tallyWhen, type Tally } from './tally.ts';

/** How one lane did, live or at the bell. */
export interface LaneResult {
  lane: LaneId;
  tally: Tally;
  /** What its orders brought (SCO-10, SCO-23). */
  points: number;
  end: LaneEnd;
  /** Whether it ended with the round's own contract kept. */
  kept: boolean;
  service: Service;
  /** Orders that are done and not settled (SCO-25); absent where there are none. */
  unsettled?: number;
  /** How many of all its orders ended in each way. */
  outcomes: Outcomes;
  /** Order by order; on autopilot only those that are open (SCO-18). */
  orders: readonly OrderResult[];
}

/** What of a round's settings judges a lane. */
export type JudgedBy = Pick<RoundSettings, 'contract' | 'freshMs' | 'overdueMs' | 'scoringVersion'> &
  Partial<Pick<RoundSettings, 'autopilot'>>;

/**
 * Scores one lane by the round's contract and freshness, and by the rules that its round started under.
 *
 * @param at game ms of the bell, or of now
 */
export function laneResult(lane: Lane, settings: JudgedBy, when: Standpoint, at: number): LaneResult {
  const orders = orderResults(lane, settings, when);
  const tally = tallyWhen(lane, when);
  const open = outcomesOf(orders);
  const ofOpen = orders.reduce((sum, order) => sum + order.points, 0);
  const ofOrders = lane.closed ? ofOpen + pointsOfClosed(lane.closed, settings) : ofOpen;
  const terms = serviceTerms(settings, longestExtraTime(lane));
  const service = countService(
    orders.map(({ outcome }, index) => ({ outcome, ...customerOf(lane.orders[index]) })),
    lane.closed,
    terms,
    at,
  );
  const unsettled = unsettledOf(orders, lane.closed, settings);
  const end = laneEnd(tally.verdict[settings.contract] === 'kept', service, terms, settings);
  return {
    lane: lane.id,
    tally,
    points: lanePoints(ofOrders, end, service, settings),
    end,
    kept: end === 'kept',
    service,
    ...(unsettled > 0 && { unsettled }),
    outcomes: lane.closed ? withClosed(open, lane.closed) : open,
    orders,
  };
}

function customerOf(order: Order | undefined): { placedAt: number; poison: boolean } {
  return { placedAt: order?.placedAt ?? 0, poison: order?.poison ?? false };
}

/** What closed orders bring, as SCO-9 says it of each. */
function pointsOfClosed(closed: ClosedOrders, settings: JudgedBy): number {
  const points = pointsPerOrder[settings.contract];
  return (
    (closed.done + closed.duplicated - closed.duplicatedLate) * points.done +
    closed.duplicates * points.furtherEffect +
    closed.lost * points.lost +
    closed.lostSilently * points.lostSilently +
    unsettledOf([], closed, settings) * points.unsettled
  );
}

function unsettledOf(orders: readonly OrderResult[], closed: ClosedOrders | undefined, settings: JudgedBy): number {
  if (!hasScoringRule(settings, 'settled') || pointsPerOrder[settings.contract].unsettled === 0) return 0;
  return (closed?.unsettled ?? 0) + orders.filter(({ unsettled }) => unsettled).length;
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
