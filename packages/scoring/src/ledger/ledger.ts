import type { EffectId, Lane, MessageId, OrderContent, OrderId, SeatId } from '@ack-attack/engine';

/** One line of the bank's ledger. */
export interface LedgerEntry {
  effect: EffectId;
  order: OrderId;
  content: OrderContent;
  message: MessageId;
  consumer: SeatId;
  /** Game ms. */
  at: number;
  /** 1 for the order's first effect, 2 for the second, and so on. */
  nth: number;
}

/** The bank's ledger of a lane, oldest line first (SCO-7); on autopilot that of its open orders (SCO-18). */
export function ledger(lane: Lane): readonly LedgerEntry[] {
  const contents = new Map(lane.orders.map((order) => [order.id, order.content]));
  const met = new Map<OrderId, number>();
  return lane.effects.map(({ id, order, message, consumer, at }) => {
    const nth = (met.get(order) ?? 0) + 1;
    met.set(order, nth);
    return { effect: id, order, content: contents.get(order) ?? noContent, message, consumer, at, nth };
  });
}

const noContent: OrderContent = { customer: 0, value: 0 };
