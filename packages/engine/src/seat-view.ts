import { profileOf, visibilityMsIn } from './effective-profile.ts';
import type { CopyId, DeliveryId, DeliveryTag, LaneId, MessageId, OrderId, SeatId } from './ids.ts';
import type { Answer, Lane, OrderContent, Place, Role, Seat, Sending } from './lane.ts';
import { find } from './list.ts';
import type { Policy } from './policy.ts';
import type { Profile, RoundSettings } from './settings.ts';
import type { SessionState } from './state.ts';

/**
 * What the machine at a seat knows, and nothing else: a lost packet, a late one and a crashed partner look
 * the same here. Collections are objects by ID, so that a view travels as a JSON merge patch; absent means
 * absent, null never occurs. Times are game ms.
 */
export interface SeatView {
  id: SeatId;
  lane: LaneId;
  role: Role;
  /** Whether this machine is crashed. */
  down: boolean;
  driver: Seat['driver'];
  /** When this seat last acted. */
  actedAt: number;
  /** Until when this machine works on its last action. */
  busyUntil?: number;
  /** What this machine does by itself, in a round on autopilot. */
  policy?: Policy;
  producer?: ProducerView;
  broker?: BrokerView;
  consumer?: ConsumerView;
}

export interface ProducerView {
  orders: Record<OrderId, OrderView>;
}

export interface OrderView {
  content: OrderContent;
  placedAt: number;
  sendings: readonly Sending[];
  confirmedAt?: number;
  givenUpAt?: number;
}

export interface BrokerView {
  copies: Record<CopyId, CopyView>;
  /** Copies that are gone but can still be confirmed. */
  receipts: Record<CopyId, { message: MessageId; content: OrderContent; confirmed: number }>;
  /** The last acks and nacks that came, oldest first. */
  answers: readonly Omit<Answer, 'step'>[];
  consumers: readonly SeatId[];
  /** The consumer that reads each partition, where there are partitions. */
  owners?: readonly SeatId[];
  /** How long a copy may be out, how many to one consumer, and how often, where that is limited. */
  visibilityMs?: number;
  prefetch?: number;
  deliveryLimit?: number;
}

export interface CopyView {
  message: MessageId;
  content: OrderContent;
  place: Place;
  durable: boolean;
  arrivedAt: number;
  metBefore: boolean;
  sent: number;
  confirmed: number;
  partition?: number;
  offset?: number;
  current?: { tag: DeliveryTag; to: SeatId; at: number };
}

export interface ConsumerView {
  hands: Record<DeliveryId, HandView>;
}

export interface HandView {
  tag: DeliveryTag;
  message: MessageId;
  content: OrderContent;
  arrivedAt: number;
  redelivered: boolean;
  checked?: 'seen' | 'new';
  charges: number;
  recorded: boolean;
  committed?: 'done' | 'skipped';
  answered?: 'ack' | 'nack';
  /** Whether the work was tried and cannot be done. */
  failed?: true;
}

/** The view of one seat, or undefined where there is no such seat. */
export function viewSeat(state: SessionState, laneId: LaneId, seatId: SeatId): SeatView | undefined {
  const lane = find(state.lanes, laneId);
  const seat = lane && find(lane.seats, seatId);
  if (!lane || !seat) return undefined;
  return {
    id: seat.id,
    lane: lane.id,
    role: seat.role,
    down: seat.down !== undefined,
    driver: seat.driver,
    actedAt: seat.actedAt,
    ...(seat.busyUntil === undefined ? {} : { busyUntil: seat.busyUntil }),
    ...(seat.policy && { policy: seat.policy }),
    ...knowledge(lane, seat, state.settings),
  };
}

function knowledge(lane: Lane, seat: Seat, settings: RoundSettings): Pick<SeatView, Role> {
  switch (seat.role) {
    case 'producer':
      return { producer: { orders: viewOrders(lane, seat) } };
    case 'broker':
      return { broker: viewBroker(lane, profileOf(settings, seat), visibilityMsIn(lane, settings)) };
    case 'consumer':
      return { consumer: { hands: viewHands(lane, seat) } };
  }
}

function viewOrders(lane: Lane, seat: Seat): ProducerView['orders'] {
  const orders: ProducerView['orders'] = {};
  // That an order is poison shows when it is worked on.
  for (const { id, producer, poison: _poison, ...known } of lane.orders) {
    // A machine on autopilot never comes back to an order that it has finished with.
    const finished = lane.closed && (known.confirmedAt !== undefined || known.givenUpAt !== undefined);
    if (producer === seat.id && !finished) orders[id] = known;
  }
  return orders;
}

function viewBroker(lane: Lane, { prefetch, deliveryLimit }: Profile, visibilityMs: number): BrokerView {
  const contentOf = contents(lane);
  const copies: BrokerView['copies'] = {};
  for (const { id, order, ...known } of lane.copies) copies[id] = { ...known, content: contentOf(order) };
  const receipts: BrokerView['receipts'] = {};
  for (const { copy, message, order, confirmed, how } of lane.receipts) {
    // What was confirmed or thrown away on purpose needs nothing more.
    if (confirmed === 0 && how !== 'discarded') receipts[copy] = { message, confirmed, content: contentOf(order) };
  }
  return {
    copies,
    receipts,
    answers: lane.answers.map(({ step: _step, ...answer }) => answer),
    consumers: lane.seats.filter((seat) => seat.role === 'consumer').map((seat) => seat.id),
    ...(lane.owners && { owners: lane.owners }),
    ...(visibilityMs > 0 && { visibilityMs }),
    ...(prefetch > 0 && { prefetch }),
    ...(deliveryLimit > 0 && { deliveryLimit }),
  };
}

function viewHands(lane: Lane, seat: Seat): ConsumerView['hands'] {
  const contentOf = contents(lane);
  const hands: ConsumerView['hands'] = {};
  for (const { id, consumer, copy: _copy, order, ...known } of lane.hands) {
    if (consumer === seat.id) hands[id] = { ...known, content: contentOf(order) };
  }
  return hands;
}

/** What the lane's orders are about; one look through them serves all that a machine holds. */
function contents(lane: Lane): (order: OrderId) => OrderContent {
  const known = new Map(lane.orders.map(({ id, content }) => [id, content]));
  return (order) => known.get(order) ?? { customer: 0, value: 0 };
}
