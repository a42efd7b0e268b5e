import type { Lane, OrderId, RoundSettings } from '@ack-attack/engine';
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
  /** Game ms of the first effect; absent where there is none. */
  doneAt?: number;
}

/** What became of every order of a lane and what it brings, in the order they were placed (SCO-8, SCO-9). */
export function orderResults(
  lane: Lane,
  settings: Pick<RoundSettings, 'contract' | 'freshMs'>,
  when: Standpoint,
): readonly OrderResult[] {
  return orderFates(lane, when).map((fate) => resultOf(fate, settings));
}

function resultOf(
  { order, fate, effects }: OrderFate,
  { contract, freshMs }: Pick<RoundSettings, 'contract' | 'freshMs'>,
): OrderResult {
  const points = pointsPerOrder[contract];
  const first = effects[0];
  if (first) {
    const late = freshMs > 0 && first.at - order.placedAt > freshMs;
    const further = effects.length - 1;
    return {
      order: order.id,
      outcome: further > 0 ? 'duplicated' : late ? 'late' : 'done',
      effects: effects.length,
      points: (late ? 0 : points.done) + further * points.furtherEffect,
      doneAt: first.at,
    };
  }
  const without = { order: order.id, effects: 0 };
  if (fate !== 'lost') return { ...without, outcome: fate === 'parked' ? 'parked' : 'pending', points: 0 };
  return order.confirmedAt === undefined
    ? { ...without, outcome: 'lost', points: points.lost }
    : { ...without, outcome: 'lost-silently', points: points.lostSilently };
}
