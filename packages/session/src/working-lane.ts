import type { Lane, OrderId, SessionState } from '@ack-attack/engine';

const workingLanes = new WeakMap<Lane, Lane>();

/**
 * The session with nothing but one lane, and in that no orders but those that are open or that some copy, delivery or
 * receipt that awaits its confirm is about. What a machine can still do is the same there, and ten times the traffic
 * leaves a long tail of orders that are closed.
 */
export function atWork(state: SessionState, lane: Lane): SessionState {
  let working = workingLanes.get(lane);
  if (!working) workingLanes.set(lane, (working = { ...lane, orders: openOrders(lane) }));
  return { ...state, lanes: [working] };
}

function openOrders({ orders, copies, receipts, hands }: Lane): Lane['orders'] {
  const needed = new Set<OrderId>();
  for (const { order } of copies) needed.add(order);
  for (const { order } of hands) needed.add(order);
  for (const { order, confirmed } of receipts) if (confirmed === 0) needed.add(order);
  return orders.filter(
    ({ id, confirmedAt, givenUpAt }) => (confirmedAt === undefined && givenUpAt === undefined) || needed.has(id),
  );
}
