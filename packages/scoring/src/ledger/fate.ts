import type { Effect, Lane, Load, Order, OrderId } from '@ack-attack/engine';

/** live: what can still happen counts. bell: the power cut, only what is durable counts. */
export type Standpoint = 'live' | 'bell';

/** What has become of an order: `done` has an effect, every other one has none. */
type Fate = 'done' | 'pending' | 'parked' | 'lost';

export interface OrderFate {
  order: Order;
  fate: Fate;
  /** Effects at the bank for this order, oldest first. */
  effects: readonly Effect[];
}

/** The fate of every order of a lane, in the order they were placed (SCO-2, SCO-3, SCO-6). */
export function orderFates(lane: Lane, when: Standpoint): readonly OrderFate[] {
  const effects = new Map<OrderId, Effect[]>();
  for (const effect of lane.effects) {
    const entries = effects.get(effect.order);
    if (entries) entries.push(effect);
    else effects.set(effect.order, [effect]);
  }
  const alive = when === 'bell' ? durableOrders(lane) : reachableOrders(lane);
  const parked = new Set<OrderId>();
  for (const copy of lane.copies) if (copy.place === 'parked') parked.add(copy.order);
  return lane.orders.map((order) => {
    const own = effects.get(order.id) ?? [];
    if (own.length > 0) return { order, effects: own, fate: 'done' };
    if (alive.has(order.id) || isHeld(order)) return { order, effects: own, fate: 'pending' };
    return { order, effects: own, fate: parked.has(order.id) ? 'parked' : 'lost' };
  });
}

/** Whether one order is lost by now: what `orderFates` says of it live, without a look at all the others. */
export function isLostLive({ effects, copies, hands, packets }: Lane, order: Order): boolean {
  const ofIt = (entry: { order: OrderId }) => entry.order === order.id;
  return !(
    isHeld(order) ||
    copies.some(ofIt) ||
    hands.some(ofIt) ||
    packets.some(({ load }) => ofIt(load) && canMakeEffect(load)) ||
    effects.some(ofIt)
  );
}

function canMakeEffect({ leg }: Load): boolean {
  return leg === 'publish' || leg === 'deliver';
}

/** Whether the order is still in its producer's book. */
function isHeld(order: Order): boolean {
  return order.confirmedAt === undefined && order.givenUpAt === undefined;
}

function durableOrders(lane: Lane): ReadonlySet<OrderId> {
  const orders = new Set<OrderId>();
  for (const copy of lane.copies) if (copy.durable && copy.place !== 'parked') orders.add(copy.order);
  return orders;
}

/** Orders that something in the lane can still turn into an effect. */
function reachableOrders(lane: Lane): ReadonlySet<OrderId> {
  const orders = new Set<OrderId>();
  for (const copy of lane.copies) if (copy.place !== 'parked') orders.add(copy.order);
  for (const hand of lane.hands) orders.add(hand.order);
  for (const { load } of lane.packets) if (canMakeEffect(load)) orders.add(load.order);
  return orders;
}
