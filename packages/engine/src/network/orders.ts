import type { DecisionContext } from '../draft/decision-context.ts';
import type { LaneId, OrderId } from '../base/ids.ts';
import type { Lane, OrderContent, Seat } from '../model/lane.ts';
import { customers, laneLimits } from '../base/limits.ts';
import { find, findLast, lastOf } from '../base/list.ts';
import { random, randomInt } from '../base/random.ts';
import { refuse } from '../base/rejection.ts';
import type { RoundSettings } from '../model/settings.ts';
import type { SessionState } from '../model/state.ts';

/**
 * Game ms of a lane's order number `number` (from 0), after the one at `now`.
 *
 * @param stretch how many times as far apart the lane's orders come as the settings say
 */
export function nextOrderAt(
  seed: number,
  round: number,
  lane: LaneId,
  number: number,
  settings: RoundSettings,
  now: number,
  stretch = 1,
): number | undefined {
  if (settings.orderEveryMs <= 0) return undefined;
  if (number === 0) return now + randomInt(500, 1_500, seed, round, lane, 'order', 0);
  const spread = 0.6 + 0.8 * random(seed, round, lane, 'order', number);
  return now + Math.max(1, Math.round(settings.orderEveryMs * spread * stretch));
}

/** What the host may fix of an order; the rest is drawn. */
export interface OrderWish {
  content?: OrderContent;
  poison?: true;
}

/** A customer's order comes to the producer whose turn it is. */
export function placeOrder(draft: DecisionContext, laneId: LaneId, wish: OrderWish, nextAt?: number): void {
  const lane = draft.lane(laneId);
  if (lane.orders.length >= laneLimits.orders) refuse('limit-reached', `${lane.orders.length} orders are in ${laneId}`);
  const number = lane.counts.orders;
  const { seed, round, settings } = draft.state;
  const producer = nextProducer(lane, settings) ?? refuse('unknown-seat', `${laneId} has no producer`);
  const poison = wish.poison ?? random(seed, round, laneId, 'poison', number) < settings.poisonRate;
  draft.emit({
    type: 'orderPlaced',
    lane: laneId,
    order: `o${number + 1}` as OrderId,
    producer: producer.id,
    content: wish.content ?? orderContent(draft.state, laneId, number),
    ...(poison ? { poison } : {}),
    ...(nextAt === undefined ? {} : { nextOrderAt: nextAt }),
  });
}

/** The lane's producers with how much less often than others each gets an order. */
function paces({ seats }: Lane, { autopilot }: RoundSettings): readonly { seat: Seat; slower: number }[] {
  return seats
    .filter(({ role }) => role === 'producer')
    .map((seat) => ({ seat, slower: autopilot ? 1 : (seat.extraTime ?? 1) }));
}

/** How many times as far apart the lane's orders come where a producer has more time and the others go on as always. */
export function orderStretch(lane: Lane, settings: RoundSettings): number {
  const producers = paces(lane, settings);
  return producers.length / producers.reduce((sum, { slower }) => sum + 1 / slower, 0);
}

/** The producer whose turn it is; with extra time in the lane, the one whose next order is due first. */
function nextProducer(lane: Lane, settings: RoundSettings): Seat | undefined {
  const producers = paces(lane, settings);
  if (producers.every(({ slower }) => slower === 1)) return producers[lane.counts.orders % producers.length]?.seat;
  const cycleMs = settings.orderEveryMs * producers.length;
  const [first] = producers
    .map(({ seat, slower }, index) => {
      const last = findLast(lane.orders, (order) => order.producer === seat.id);
      return { seat, dueAt: last ? last.placedAt + cycleMs * slower : index - producers.length };
    })
    .sort((a, b) => a.dueAt - b.dueAt);
  return first?.seat;
}

/** One order in eight repeats the one before: the same content is not the same order. */
function orderContent(state: SessionState, lane: LaneId, number: number): OrderContent {
  const { seed, round, settings } = state;
  const previous = lastOf(find(state.lanes, lane)?.orders);
  if (previous && random(seed, round, lane, 'repeat', number) < 1 / 8) return previous.content;
  const [low, high] =
    settings.contract === 'at-most-once' ? [58, 140] : settings.contract === 'at-least-once' ? [100, 999] : [1, 20];
  const value = randomInt(low, high, seed, round, lane, 'value', number);
  return {
    customer: randomInt(0, customers - 1, seed, round, lane, 'customer', number),
    value: settings.contract === 'exactly-once' ? value * 5 : value,
  };
}
