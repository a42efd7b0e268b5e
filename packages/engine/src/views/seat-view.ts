import { countedDeliveries } from '../evolve/copies.ts';
import { profileOf, visibilityMsIn } from '../evolve/effective-profile.ts';
import type { CopyId, DeliveryId, DeliveryTag, LaneId, MessageId, OrderId, SeatId } from '../base/ids.ts';
import type {
  AckRecord,
  Copy,
  Delivery,
  Lane,
  Order,
  OrderContent,
  Place,
  Receipt,
  Role,
  Seat,
  Sending,
} from '../model/lane.ts';
import { find } from '../base/list.ts';
import type { Policy } from '../model/policy.ts';
import type { Profile, RoundSettings } from '../model/settings.ts';
import { shown } from './shown.ts';
import type { SessionState } from '../model/state.ts';

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
  /** This machine's policy, in a round on autopilot. */
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
  receipts: Record<CopyId, ReceiptView>;
  /** The last acks and nacks that came, oldest first. */
  answers: readonly Omit<AckRecord, 'step'>[];
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
  /** How many of those count towards the delivery limit, where not all do. */
  counted?: number;
  confirmed: number;
  partition?: number;
  offset?: number;
  current?: { tag: DeliveryTag; to: SeatId; at: number };
}

export interface ReceiptView {
  message: MessageId;
  content: OrderContent;
  confirmed: number;
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

/**
 * What `viewSeat` depends on: while these are the same values, so is the view. Lanes share what nothing happened to, so
 * most of what goes on at other machines changes none of them.
 */
export function seatInputs({ settings }: SessionState, lane: Lane, seat: Seat): readonly unknown[] {
  switch (seat.role) {
    case 'producer':
      return [seat, settings, lane.orders];
    case 'broker': {
      // Seats are added to a lane and never taken away. What an order is about stays as it is, and so does the order
      // itself while anything of it is anywhere.
      const { copies, receipts, answers, owners, seats } = lane;
      return [seat, settings, copies, receipts, answers, owners, seats.length, visibilityMsIn(lane, settings)];
    }
    case 'consumer':
      return [seat, settings, lane.hands];
  }
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

// An unchanged part is the same object from one view to the next, so that comparing views stays shallow.
const ordersShown = new WeakMap<Order, OrderView>();
const copiesShown = new WeakMap<Copy, CopyView>();
const receiptsShown = new WeakMap<Receipt, ReceiptView>();
const handsShown = new WeakMap<Delivery, HandView>();
const answersShown = new WeakMap<Lane['answers'], BrokerView['answers']>();

function viewOrders(lane: Lane, seat: Seat): ProducerView['orders'] {
  const orders: ProducerView['orders'] = {};
  for (const order of lane.orders) {
    // A machine on autopilot never comes back to an order that it has finished with.
    const finished = lane.closed && (order.confirmedAt !== undefined || order.givenUpAt !== undefined);
    if (order.producer === seat.id && !finished) orders[order.id] = shown(ordersShown, order, () => viewOrder(order));
  }
  return orders;
}

/** That an order is poison shows when it is worked on; that it was stored, nobody tells but by a confirm. */
function viewOrder({ id: _id, producer: _producer, poison: _poison, storedAt: _storedAt, ...known }: Order): OrderView {
  return known;
}

function viewBroker(lane: Lane, profile: Profile, visibilityMs: number): BrokerView {
  const { prefetch, deliveryLimit } = profile;
  const copies: BrokerView['copies'] = {};
  for (const copy of lane.copies) copies[copy.id] = shown(copiesShown, copy, () => viewCopy(copy, lane, profile));
  const receipts: BrokerView['receipts'] = {};
  for (const receipt of lane.receipts) {
    // What was confirmed or thrown away on purpose needs nothing more.
    const needed = receipt.confirmed === 0 && receipt.how !== 'discarded';
    if (needed) receipts[receipt.copy] = shown(receiptsShown, receipt, () => viewReceipt(receipt, lane));
  }
  const { answers } = lane;
  return {
    copies,
    receipts,
    answers: shown(answersShown, answers, () => answers.map(({ step: _step, ...answer }) => answer)),
    consumers: lane.seats.filter((seat) => seat.role === 'consumer').map((seat) => seat.id),
    ...(lane.owners && { owners: lane.owners }),
    ...(visibilityMs > 0 && { visibilityMs }),
    ...(prefetch > 0 && { prefetch }),
    ...(deliveryLimit > 0 && { deliveryLimit }),
  };
}

function viewCopy(copy: Copy, lane: Lane, profile: Profile): CopyView {
  const { id: _id, order, expired: _expired, ...known } = copy;
  const counted = countedDeliveries(copy, profile);
  return { ...known, ...(counted !== copy.sent && { counted }), content: contentOf(lane, order) };
}

function viewReceipt({ message, order, confirmed }: Receipt, lane: Lane): ReceiptView {
  return { message, confirmed, content: contentOf(lane, order) };
}

function viewHands(lane: Lane, seat: Seat): ConsumerView['hands'] {
  const hands: ConsumerView['hands'] = {};
  for (const hand of lane.hands) {
    if (hand.consumer === seat.id) hands[hand.id] = shown(handsShown, hand, () => viewHand(hand, lane));
  }
  return hands;
}

function viewHand({ id: _id, consumer: _consumer, copy: _copy, order, ...known }: Delivery, lane: Lane): HandView {
  return { ...known, content: contentOf(lane, order) };
}

function contentOf({ orders }: Lane, id: OrderId): OrderContent {
  return find(orders, id)?.content ?? { customer: 0, value: 0 };
}
