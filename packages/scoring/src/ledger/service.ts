import { hasScoringRule, type ClosedOrders, type Contract, type Lane, type RoundSettings } from '@ack-attack/engine';
import type { OrderOutcome } from './order-result.ts';

/** How a lane ends: a contract is judged only where customers were served. */
export const laneEnds = ['kept', 'broken', 'not-served'] as const;
export type LaneEnd = (typeof laneEnds)[number];

/** What a lane owes its customers in a round (SCO-21, SCO-22). */
export interface ServiceTerms {
  /** At least one customer in so many has to be served, of those whose order had time. */
  oneIn: number;
  /** How long before the bell an order had to be placed to have had time, in game ms. */
  timeMs: number;
}

/** Customers of a lane. */
export interface Service {
  /** Those whose order has an effect. */
  served: number;
  /** Those whose order had time to be served, or came to an end without. */
  due: number;
}

/** What each contract's textbook still serves in the worst weather, where a third of all packets is lost. */
const oneIn: Readonly<Record<Contract, number>> = { 'at-most-once': 4, 'at-least-once': 3, 'exactly-once': 3 };

/** One try that turns out to be overdue, and another. */
const overdueTimes = 2;

type Terms = Pick<RoundSettings, 'contract' | 'overdueMs'> &
  Partial<Pick<RoundSettings, 'autopilot' | 'scoringVersion'>>;

/** @param extraTime how many times the time the lane has, where people tap */
export function serviceTerms(settings: Terms, extraTime = 1): ServiceTerms {
  const { contract, overdueMs, autopilot = false } = settings;
  const stretch = hasScoringRule(settings, 'extraTime') && !autopilot ? extraTime : 1;
  return { oneIn: oneIn[contract], timeMs: Math.round(overdueTimes * overdueMs * stretch) };
}

/** The most time that one of a lane's players has: all of it gets that, so that nobody sees who it is for. */
export function longestExtraTime({ seats }: Pick<Lane, 'seats'>): number {
  return Math.max(1, ...seats.map(({ extraTime = 1 }) => extraTime));
}

/** How many customers have to be served of so many. */
export function servedNeeded(due: number, { oneIn }: Pick<ServiceTerms, 'oneIn'>): number {
  return Math.ceil(due / oneIn);
}

/** What has to be known of an order to count its customer. Times are game ms. */
interface CountedOrder {
  outcome: OrderOutcome;
  placedAt: number;
  poison: boolean;
}

/**
 * Counts a lane's customers (SCO-21).
 *
 * @param at game ms of the bell, or of now
 */
export function countService(
  orders: readonly CountedOrder[],
  closed: ClosedOrders | undefined,
  { timeMs }: Pick<ServiceTerms, 'timeMs'>,
  at: number,
): Service {
  let [served, due] = [0, 0];
  if (closed) {
    served += closed.done + closed.late + closed.duplicated;
    due += served + closed.lost + closed.lostSilently;
  }
  for (const { outcome, placedAt, poison } of orders) {
    const done = outcome === 'done' || outcome === 'late' || outcome === 'duplicated';
    if (done) served++;
    else if (outcome === 'pending' && at - placedAt < timeMs) continue;
    else if (outcome === 'parked' && poison) continue;
    due++;
  }
  return { served, due };
}

type ScoringRules = Pick<RoundSettings, 'scoringVersion'>;

/** How a lane ends that its contract's verdict says this of (SCO-22). */
export function laneEnd(kept: boolean, service: Service, terms: ServiceTerms, rules: ScoringRules): LaneEnd {
  const { served, due } = service;
  if (hasScoringRule(rules, 'service') && (served === 0 || served < servedNeeded(due, terms))) return 'not-served';
  return kept ? 'kept' : 'broken';
}

/** Points of a lane whose orders bring so many (SCO-10, SCO-23). */
export function lanePoints(ofOrders: number, end: LaneEnd, { served, due }: Service, rules: ScoringRules): number {
  if (!hasScoringRule(rules, 'service')) return ofOrders;
  if (end !== 'not-served') return Math.max(0, ofOrders);
  return due === 0 ? 0 : Math.ceil((100 * served) / due) - 100;
}
