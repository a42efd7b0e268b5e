import { forgetId } from './dedup-log.ts';
import type { LaneEvent } from '../model/events.ts';
import type { OrderId } from '../base/ids.ts';
import type { LaneDraft } from './lane-draft.ts';
import type { ClosedOrders, Effect, Lane, Order } from '../model/lane.ts';
import { find, lastOf } from '../base/list.ts';
import { hasScoringRule, type RoundSettings } from '../model/settings.ts';

/** What a lane on autopilot has of closed orders as the round begins. */
export const noneClosed: ClosedOrders = {
  done: 0,
  late: 0,
  duplicated: 0,
  duplicatedLate: 0,
  duplicates: 0,
  lost: 0,
  lostSilently: 0,
};

/** Orders that an event, still to be folded, may be the last of. */
export function ordersThatMayClose(lane: Lane, event: LaneEvent): readonly OrderId[] {
  switch (event.type) {
    case 'orderPlaced':
      return lane.orders.slice(-1).map(({ id }) => id);
    case 'orderGivenUp':
      return [event.order];
    case 'packetArrived': {
      const load = find(lane.packets, event.packet)?.load;
      // One ack may commit many copies.
      if (load?.leg === 'ack' && lane.owners) return lane.orders.map(({ id }) => id);
      return load ? [load.order] : [];
    }
    case 'packetDropped': {
      const packet = find(lane.packets, event.packet);
      return packet ? [packet.load.order] : [];
    }
    case 'copyDeduplicated':
    case 'copyDiscarded': {
      const copy = find(lane.copies, event.copy);
      return copy ? [copy.order] : [];
    }
    case 'deliveryDismissed': {
      const hand = find(lane.hands, event.delivery);
      return hand ? [hand.order] : [];
    }
    case 'machineCrashed':
    case 'policySet':
      return lane.orders.map(({ id }) => id);
    default:
      return [];
  }
}

/** Closes those of the orders of which nothing is anywhere any more. */
export function closeOrders(draft: LaneDraft, candidates: readonly OrderId[], settings: RoundSettings): void {
  for (const id of candidates) {
    const order = find(draft.lane.orders, id);
    if (order && isOver(draft.lane, order)) close(draft, order, settings);
  }
}

/** The newest order stays, because what it is about may be repeated by the next. */
function isOver(lane: Lane, { id, confirmedAt, givenUpAt }: Order): boolean {
  if (confirmedAt === undefined && givenUpAt === undefined) return false;
  const ofIt = ({ order }: { order: OrderId }) => order === id;
  return !(
    lastOf(lane.orders)?.id === id ||
    lane.copies.some(ofIt) ||
    lane.hands.some(ofIt) ||
    lane.packets.some(({ load }) => load.order === id) ||
    lane.receipts.some(ofIt)
  );
}

function close(draft: LaneDraft, order: Order, settings: RoundSettings): void {
  const effects = draft.lane.effects.filter((effect) => effect.order === order.id);
  const closed = withOrder(draft.lane.closed ?? noneClosed, order, effects, settings.freshMs);
  const unsettled = effects.length > 0 && (order.confirmedAt === undefined || order.storedAt === undefined);
  draft.own().closed =
    hasScoringRule(settings, 'settled') && unsettled ? { ...closed, unsettled: (closed.unsettled ?? 0) + 1 } : closed;
  draft.take('orders', order.id);
  if (effects.length > 0) draft.keep('effects', (effect) => effect.order !== order.id);
  // An ID that no order has any more can come neither from a producer nor from the network.
  for (const { message } of order.sendings) if (!isInUse(draft.lane, message)) forgetId(draft, message);
}

function isInUse({ orders }: Lane, message: Order['sendings'][number]['message']): boolean {
  return orders.some(({ sendings }) => sendings.some((sending) => sending.message === message));
}

function withOrder(
  closed: ClosedOrders,
  { placedAt, confirmedAt }: Order,
  effects: readonly Effect[],
  freshMs: number,
): ClosedOrders {
  const [first] = effects;
  if (!first) {
    return confirmedAt === undefined
      ? { ...closed, lost: closed.lost + 1 }
      : { ...closed, lostSilently: closed.lostSilently + 1 };
  }
  const late = freshMs > 0 && first.at - placedAt > freshMs;
  if (effects.length === 1) return late ? { ...closed, late: closed.late + 1 } : { ...closed, done: closed.done + 1 };
  return {
    ...closed,
    duplicated: closed.duplicated + 1,
    duplicatedLate: closed.duplicatedLate + (late ? 1 : 0),
    duplicates: closed.duplicates + effects.length - 1,
  };
}
