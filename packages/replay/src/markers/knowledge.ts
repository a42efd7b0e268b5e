import {
  gameTime,
  lastOf,
  type Copy,
  type CopyId,
  type Delivery,
  type DeliveryId,
  type Lane,
  type LaneId,
  type MessageId,
  type Order,
  type OrderContent,
  type OrderId,
  type Seat,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import { orderResults } from '@ack-attack/scoring';

/** What a machine could know of one matter. */
export const beliefs = [
  'unsent',
  'unanswered',
  'confirmed',
  'given-up',
  'in-memory',
  'stored',
  'out',
  'parked',
  'in-hand',
  'seen',
  'worked',
  'answered',
] as const;
export type Belief = (typeof beliefs)[number];

/** What had become of the order in truth. */
export const truths = [
  'in-book',
  'publish-in-air',
  'at-broker',
  'delivery-in-air',
  'at-consumer',
  'done',
  'done-again',
  'parked',
  'lost',
] as const;
export type Truth = (typeof truths)[number];

/** One matter as its machine saw it, beside what it was. */
export interface Insight {
  /** What the machine calls it. */
  subject: OrderId | CopyId | DeliveryId;
  order: OrderId;
  content: OrderContent;
  message?: MessageId;
  knew: Belief;
  /** How often it had sent it. */
  sent: number;
  /** Game ms since the machine last heard or did something about it. */
  sinceMs: number;
  was: Truth;
  effects: number;
  /** Whether it could not have known: what was is not what it looked like. */
  blind: boolean;
}

/** What is as it looks. */
const plain: Readonly<Record<Belief, readonly Truth[]>> = {
  unsent: ['in-book'],
  unanswered: ['publish-in-air'],
  confirmed: ['at-broker', 'delivery-in-air', 'at-consumer', 'done'],
  'given-up': ['lost'],
  'in-memory': ['at-broker'],
  stored: ['at-broker'],
  out: ['delivery-in-air', 'at-consumer'],
  parked: ['parked'],
  'in-hand': ['at-consumer'],
  seen: ['done'],
  worked: ['done'],
  answered: ['done'],
};

/**
 * What the machine at a seat knew at a moment, and what was: newest matter first.
 *
 * @returns undefined where there is no such seat
 */
export function insights(state: SessionState, laneId: LaneId, seatId: SeatId): readonly Insight[] | undefined {
  const lane = state.lanes.find(({ id }) => id === laneId);
  const seat = lane?.seats.find(({ id }) => id === seatId);
  if (!lane || !seat) return undefined;
  const now = gameTime(state, state.at);
  const truthOf = truthsOf(lane, state);
  return mattersOf(lane, seat).map(({ at, ...matter }) => {
    const { was, effects } = truthOf(matter.order);
    const content = lane.orders.find(({ id }) => id === matter.order)?.content ?? { customer: 0, value: 0 };
    const blind = !plain[matter.knew].includes(was);
    return { ...matter, content, sinceMs: Math.max(0, now - at), was, effects, blind };
  });
}

type Matter = Pick<Insight, 'subject' | 'order' | 'message' | 'knew' | 'sent'> & { at: number };

function mattersOf(lane: Lane, seat: Seat): readonly Matter[] {
  switch (seat.role) {
    case 'producer':
      return lane.orders
        .filter(({ producer }) => producer === seat.id)
        .map(ofOrder)
        .reverse();
    case 'broker':
      return lane.copies.map(ofCopy).reverse();
    case 'consumer':
      return lane.hands
        .filter(({ consumer }) => consumer === seat.id)
        .map(ofHand)
        .reverse();
  }
}

function ofOrder({ id, placedAt, sendings, confirmedAt, givenUpAt }: Order): Matter {
  const last = lastOf(sendings);
  const about = { subject: id, order: id, sent: sendings.length, ...(last ? { message: last.message } : {}) };
  if (confirmedAt !== undefined) return { ...about, knew: 'confirmed', at: confirmedAt };
  if (givenUpAt !== undefined) return { ...about, knew: 'given-up', at: givenUpAt };
  return last ? { ...about, knew: 'unanswered', at: last.at } : { ...about, knew: 'unsent', at: placedAt };
}

function ofCopy({ id, order, message, place, sent, arrivedAt, current }: Copy): Matter {
  const knew = place === 'inbox' ? 'in-memory' : place === 'ready' ? 'stored' : place;
  return { subject: id, order, message, knew, sent, at: current?.at ?? arrivedAt };
}

function ofHand({ id, order, message, checked, charges, committed, answered, arrivedAt }: Delivery): Matter {
  const about = { subject: id, order, message, sent: 0, at: arrivedAt };
  if (answered !== undefined) return { ...about, knew: 'answered' };
  if (charges > 0 || committed !== undefined) return { ...about, knew: 'worked' };
  return { ...about, knew: checked === 'seen' ? 'seen' : 'in-hand' };
}

function truthsOf(lane: Lane, { settings }: SessionState): (order: OrderId) => { was: Truth; effects: number } {
  const lost = new Set(
    orderResults(lane, settings, 'live').flatMap(({ order, outcome }) =>
      outcome === 'lost' || outcome === 'lost-silently' ? [order] : [],
    ),
  );
  return (id) => {
    const of = ({ order }: { order: OrderId }) => order === id;
    const effects = lane.effects.filter(of).length;
    return { effects, was: effects > 1 ? 'done-again' : effects === 1 ? 'done' : placeOf(lane, of, lost.has(id)) };
  };
}

/** How far an order that is not done has come. */
function placeOf(lane: Lane, of: (entry: { order: OrderId }) => boolean, lost: boolean): Truth {
  if (lost) return 'lost';
  if (lane.hands.some(of)) return 'at-consumer';
  const flying = lane.packets.map(({ load }) => load).filter(of);
  if (flying.some(({ leg }) => leg === 'deliver')) return 'delivery-in-air';
  const copies = lane.copies.filter(of);
  if (copies.some(({ place }) => place !== 'parked')) return 'at-broker';
  if (flying.some(({ leg }) => leg === 'publish')) return 'publish-in-air';
  return copies.length > 0 ? 'parked' : 'in-book';
}
