import { hasScoringRule, type Lane, type OrderId, type RoundSettings } from '@ack-attack/engine';
import { orderFates, type Standpoint, type OrderFate } from './fate.ts';
import { pointsPerOrder } from './points.ts';

export const orderOutcomes = ['done', 'late', 'duplicated', 'lost', 'lost-silently', 'pending', 'parked'] as const;
export type OrderOutcome = (typeof orderOutcomes)[number];

export interface OrderResult {
  order: OrderId;
  outcome: OrderOutcome;
  /** How many effects the bank made of it. */
  effects: number;
  points: number;
  /** Present on one that is done and not settled (SCO-25). */
  unsettled?: true;
  /** Game ms of the first effect; absent where there is none. */
  doneAt?: number;
}

type Rules = Pick<RoundSettings, 'contract' | 'freshMs' | 'scoringVersion'>;

/**
 * What became of every order that a lane has and what it brings, in the order they were placed (SCO-8, SCO-9). A lane on
 * autopilot has only its open ones.
 */
export function orderResults(lane: Lane, settings: Rules, when: Standpoint): readonly OrderResult[] {
  const open = openOrders(lane);
  return orderFates(lane, when).map(({ order, fate, effects }) =>
    resultOf(
      {
        order: order.id,
        placedAt: order.placedAt,
        confirmed: order.confirmedAt !== undefined,
        stored: order.storedAt !== undefined,
        held: open.has(order.id),
        fate,
        effects: effects.length,
        doneAt: effects[0]?.at,
      },
      settings,
    ),
  );
}

/** Orders of which the broker still has a copy to deliver. */
function openOrders({ copies }: Lane): ReadonlySet<OrderId> {
  return new Set(copies.flatMap(({ order, place }) => (place === 'parked' ? [] : [order])));
}

/** What has to be known of an order to judge it. Times are game ms; `doneAt` is there where there are effects. */
interface JudgedOrder {
  order: OrderId;
  placedAt: number;
  confirmed: boolean;
  /** Whether a copy of it was ever made durable. */
  stored: boolean;
  /** Whether the broker still has a copy that is not parked. */
  held: boolean;
  fate: OrderFate['fate'];
  effects: number;
  doneAt: number | undefined;
}

export function resultOf(judged: JudgedOrder, rules: Rules): OrderResult {
  const { order, placedAt, confirmed, stored, held, fate, effects, doneAt } = judged;
  const { contract, freshMs } = rules;
  const points = pointsPerOrder[contract];
  if (doneAt !== undefined) {
    const late = freshMs > 0 && doneAt - placedAt > freshMs;
    const further = effects - 1;
    const unsettled = hasScoringRule(rules, 'settled') && points.unsettled < 0 && !(confirmed && stored && !held);
    return {
      order,
      outcome: further > 0 ? 'duplicated' : late ? 'late' : 'done',
      effects,
      points: (late ? 0 : points.done) + further * points.furtherEffect + (unsettled ? points.unsettled : 0),
      ...(unsettled && { unsettled }),
      doneAt,
    };
  }
  const without = { order, effects: 0 };
  if (fate !== 'lost') return { ...without, outcome: fate === 'parked' ? 'parked' : 'pending', points: 0 };
  return confirmed
    ? { ...without, outcome: 'lost-silently', points: points.lostSilently }
    : { ...without, outcome: 'lost', points: points.lost };
}

/** How many orders ended in each way. */
export type Outcomes = Readonly<Record<OrderOutcome, number>>;

export function outcomesOf(results: readonly OrderResult[]): Outcomes {
  const outcomes: Record<OrderOutcome, number> = { ...noOutcomes };
  for (const { outcome } of results) outcomes[outcome]++;
  return outcomes;
}

const noOutcomes: Outcomes = {
  done: 0,
  late: 0,
  duplicated: 0,
  lost: 0,
  'lost-silently': 0,
  pending: 0,
  parked: 0,
};
