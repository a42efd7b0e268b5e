import { lastOf, type OrderId, type OrderView, type ProducerView } from '@ack-attack/engine';
import { awaiting, type DeskCard, type PhoneDesk, type Step } from './cards.ts';

/** A producer's order book as cards. */
export interface OrderBook {
  /** Not sent yet. */
  waiting: readonly DeskCard[];
  /** Sent, and not confirmed. */
  onTheWay: readonly DeskCard[];
  confirmed: readonly DeskCard[];
  givenUp: readonly DeskCard[];
}

export function orderBook({ orders }: ProducerView, desk: PhoneDesk): OrderBook {
  const entries = Object.entries(orders) as [OrderId, OrderView][];
  const cards = (test: (order: OrderView) => boolean) =>
    entries.flatMap(([id, order]) => (test(order) ? [orderCard(id, order, desk)] : []));
  return {
    waiting: cards((order) => isOpen(order) && order.sendings.length === 0),
    onTheWay: cards((order) => isOpen(order) && order.sendings.length > 0),
    confirmed: cards((order) => order.confirmedAt !== undefined && order.givenUpAt === undefined),
    givenUp: cards((order) => order.givenUpAt !== undefined),
  };
}

const isOpen = (order: OrderView) => order.confirmedAt === undefined && order.givenUpAt === undefined;

function orderCard(id: OrderId, order: OrderView, desk: PhoneDesk): DeskCard {
  const last = lastOf(order.sendings);
  const settled = order.confirmedAt !== undefined || order.givenUpAt !== undefined;
  return {
    key: id,
    turn: `${id} ${order.sendings.length}`,
    content: order.content,
    identity: { word: 'play.card.order', params: { id } },
    ...(last ? { message: last.message } : {}),
    ...(last && !settled ? awaiting(last.at, desk) : { since: order.placedAt, wants: !settled, overdue: false }),
    notes: order.sendings.length > 1 ? [sentTimes(order.sendings.length)] : [],
    steps: settled ? [] : steps(id, order),
  };
}

function sentTimes(count: number) {
  return { word: 'play.note.sent-times', params: { count }, icon: 'publish', tone: 'publish' } as const;
}

function steps(id: OrderId, order: OrderView): readonly Step[] {
  const giveUp: Step = {
    action: { do: 'giveUp', order: id },
    word: 'play.step.give-up',
    icon: 'cross',
    tone: 'neutral',
    quiet: true,
  };
  const last = lastOf(order.sendings);
  if (!last) {
    return [{ action: { do: 'publish', order: id }, word: 'play.step.send', icon: 'publish', tone: 'publish' }, giveUp];
  }
  return [
    {
      action: { do: 'publish', order: id, message: last.message },
      word: 'play.step.resend',
      params: { message: last.message },
      icon: 'resend',
      tone: 'publish',
    },
    { action: { do: 'publish', order: id }, word: 'play.step.send-as-new', icon: 'fresh', tone: 'deliver' },
    giveUp,
  ];
}
