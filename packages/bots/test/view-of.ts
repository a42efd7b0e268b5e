import type {
  BrokerView,
  ConsumerView,
  CopyView,
  HandView,
  LaneId,
  OrderView,
  ProducerView,
  SeatId,
  SeatView,
} from '@ack-attack/engine';

const content = { customer: 1, value: 50 };
const common = { lane: 'L1' as LaneId, down: false, driver: 'bot', actedAt: 0 } as const;

/** Fixtures name their entries by plain strings. */
type Named<T> = Record<string, T>;

export function producerWith(orders: Named<Partial<OrderView>>): SeatView {
  const filled = fill<OrderView>(orders, { content, placedAt: 0, sendings: [] });
  return { ...common, id: 'L1.P1' as SeatId, role: 'producer', producer: { orders: filled as ProducerView['orders'] } };
}

export function brokerWith(
  copies: Named<Partial<CopyView>>,
  receipts: readonly string[] = [],
  consumers: readonly string[] = ['L1.C1'],
): SeatView {
  const blank = { message: 'm1', content, place: 'inbox', durable: false, arrivedAt: 0, metBefore: false } as CopyView;
  return {
    ...common,
    id: 'L1.B1' as SeatId,
    role: 'broker',
    broker: {
      copies: fill<CopyView>(copies, { ...blank, sent: 0, confirmed: 0 }) as BrokerView['copies'],
      receipts: Object.fromEntries(
        receipts.map((copy) => [copy, { message: 'm1', content, confirmed: 0 }]),
      ) as BrokerView['receipts'],
      answers: [],
      consumers: consumers as readonly SeatId[],
    },
  };
}

export function consumerWith(hands: Named<Partial<HandView>>): SeatView {
  const blank = { tag: 't1', message: 'm1', content, arrivedAt: 0, redelivered: false } as HandView;
  const filled = fill<HandView>(hands, { ...blank, charges: 0, recorded: false });
  return { ...common, id: 'L1.C1' as SeatId, role: 'consumer', consumer: { hands: filled as ConsumerView['hands'] } };
}

function fill<T>(entries: Named<Partial<T>>, blank: T): Named<T> {
  return Object.fromEntries(Object.entries(entries).map(([id, known]) => [id, { ...blank, ...known }]));
}
