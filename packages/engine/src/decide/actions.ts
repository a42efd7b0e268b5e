import type { Action } from '../model/commands.ts';
import { returning } from '../network/channels.ts';
import type { DecisionContext } from '../draft/decision-context.ts';
import { profileOf } from '../evolve/effective-profile.ts';
import { gameTime } from '../evolve/evolve.ts';
import type { CopyId, DeliveryId, DeliveryTag, EffectId, LaneId, MessageId, OrderId, SeatId } from '../base/ids.ts';
import type { Copy, Delivery, Lane, Order, Place, Role, Seat } from '../model/lane.ts';
import { isLogged, logOwner } from '../evolve/dedup-log.ts';
import { laneLimits } from '../base/limits.ts';
import { find } from '../base/list.ts';
import { send } from '../network/network.ts';
import { isNextOffset } from '../evolve/partitions.ts';
import { refuse } from '../base/rejection.ts';
import { optionalActions, type OptionalAction } from '../model/settings.ts';

/** Which role does what. */
export const roleOf: { readonly [Do in Action['do']]: Role } = {
  publish: 'producer',
  giveUp: 'producer',
  store: 'broker',
  confirm: 'broker',
  deliver: 'broker',
  requeue: 'broker',
  park: 'broker',
  discard: 'broker',
  check: 'consumer',
  charge: 'consumer',
  record: 'consumer',
  commit: 'consumer',
  ack: 'consumer',
  nack: 'consumer',
  dismiss: 'consumer',
};

/** Lets one seat act. Refuses what its machine can't do now. */
export function act(draft: DecisionContext, laneId: LaneId, seatId: SeatId, action: Action): void {
  const lane = draft.lane(laneId);
  const seat = find(lane.seats, seatId) ?? refuse('unknown-seat', `no seat ${seatId} in ${laneId}`);
  if (roleOf[action.do] !== seat.role) refuse('wrong-role', `a ${seat.role} can't ${action.do}`);
  if (seat.down) refuse('machine-down', `${seatId} is crashed`);
  if ((seat.busyUntil ?? 0) > gameTime(draft.state, draft.at)) refuse('machine-busy', `until ${seat.busyUntil}`);
  if (isOptional(action.do) && !draft.state.settings.offered.includes(action.do)) {
    refuse('not-offered', `this level has no ${action.do}`);
  }
  switch (action.do) {
    case 'publish':
      return publish(draft, lane, seat, action.order, action.message);
    case 'giveUp':
      return draft.emit({
        type: 'orderGivenUp',
        lane: laneId,
        seat: seatId,
        order: heldOrder(lane, seat, action.order).id,
      });
    case 'store':
      return store(draft, lane, seat, action.copy);
    case 'confirm':
      return confirm(draft, lane, seat, action.copy);
    case 'deliver':
      return deliver(draft, lane, seat, action.copy, action.to);
    case 'requeue':
      return requeue(draft, lane, seat, action.tag);
    case 'park':
      copyIn(lane, action.copy, 'ready', 'out');
      return draft.emit({ type: 'copyParked', lane: laneId, seat: seatId, copy: action.copy });
    case 'discard':
      copyIn(lane, action.copy, 'inbox', 'ready', 'out', 'parked');
      return draft.emit({ type: 'copyDiscarded', lane: laneId, seat: seatId, copy: action.copy });
    default:
      return consume(draft, lane, seat, action.do, inHand(lane, seat, action.delivery));
  }
}

function isOptional(what: Action['do']): what is OptionalAction {
  return (optionalActions as readonly string[]).includes(what);
}

function heldOrder(lane: Lane, seat: Seat, id: OrderId): Order {
  const order = find(lane.orders, id);
  if (order?.producer !== seat.id) return refuse('unknown-order', `${seat.id} has no order ${id}`);
  if (order.givenUpAt !== undefined) return refuse('unknown-order', `${id} was struck from the book`);
  return order;
}

function publish(draft: DecisionContext, lane: Lane, seat: Seat, orderId: OrderId, message?: MessageId): void {
  const order = heldOrder(lane, seat, orderId);
  if (order.sendings.length >= laneLimits.sendingsPerOrder)
    refuse('limit-reached', `${orderId} was sent ${order.sendings.length} times`);
  if (lane.copies.length >= laneLimits.copies) refuse('limit-reached', `the broker holds ${lane.copies.length} copies`);
  // A producer may put any ID it has made on any of its orders: that is a mistake the game must allow.
  const mine = (id: MessageId) =>
    lane.orders.some(
      (candidate) => candidate.producer === seat.id && candidate.sendings.some((sending) => sending.message === id),
    );
  if (message !== undefined && !mine(message)) refuse('unknown-message', `${seat.id} never made ${message}`);
  send(draft, lane.id, seat.id, brokerOf(lane).id, {
    leg: 'publish',
    order: orderId,
    message: message ?? (`m${lane.counts.messages + 1}` as MessageId),
  });
}

function brokerOf(lane: Lane): Seat {
  return lane.seats.find((seat) => seat.role === 'broker') ?? refuse('unknown-seat', `${lane.id} has no broker`);
}

function copyIn(lane: Lane, id: CopyId, ...places: readonly Place[]): Copy {
  const copy = find(lane.copies, id) ?? refuse('unknown-copy', `the broker has no ${id}`);
  return places.includes(copy.place)
    ? copy
    : refuse('wrong-place', `${id} is ${copy.place}, not ${places.join(' or ')}`);
}

function store(draft: DecisionContext, lane: Lane, seat: Seat, id: CopyId): void {
  const copy = copyIn(lane, id, 'inbox');
  const known = draft.state.settings.profile.brokerDedup && find(lane.storedIds, copy.message) !== undefined;
  draft.emit({ type: known ? 'copyDeduplicated' : 'copyStored', lane: lane.id, seat: seat.id, copy: id });
}

function confirm(draft: DecisionContext, lane: Lane, seat: Seat, id: CopyId): void {
  const known =
    find(lane.copies, id) ??
    lane.receipts.find((receipt) => receipt.copy === id) ??
    refuse('unknown-copy', `the broker knows no ${id}`);
  const order = find(lane.orders, known.order) ?? refuse('unknown-order', `no order ${known.order}`);
  send(draft, lane.id, seat.id, order.producer, { leg: 'confirm', order: order.id, message: known.message, copy: id });
}

function deliver(draft: DecisionContext, lane: Lane, seat: Seat, id: CopyId, to: SeatId): void {
  const { prefetch, partitions } = profileOf(draft.state.settings, seat);
  // With partitions, consumers read only what is in the log.
  const copy = partitions > 0 ? copyIn(lane, id, 'ready') : copyIn(lane, id, 'inbox', 'ready');
  const consumer = find(lane.seats, to);
  if (consumer?.role !== 'consumer') return refuse('unknown-seat', `${to} is no consumer of ${lane.id}`);
  if (partitions > 0 && !(lane.owners?.[copy.partition ?? -1] === to && isNextOffset(lane, copy))) {
    refuse('not-next-offset', `${id} is not what ${to} reads next`);
  }
  if (prefetch > 0 && lane.copies.filter(({ current }) => current?.to === to).length >= prefetch) {
    refuse('prefetch-full', `${prefetch} copies are out to ${to}`);
  }
  const number = lane.counts.tags + 1;
  send(draft, lane.id, seat.id, to, {
    leg: 'deliver',
    order: copy.order,
    message: copy.message,
    copy: id,
    tag: `t${number}` as DeliveryTag,
    delivery: `d${number}` as DeliveryId,
    redelivered: copy.sent > 0,
  });
}

function requeue(draft: DecisionContext, lane: Lane, seat: Seat, tag: DeliveryTag): void {
  const number = /^t([1-9]\d*)$/.exec(tag)?.[1];
  if (number === undefined || Number(number) > lane.counts.tags) refuse('unknown-tag', `the broker never gave ${tag}`);
  returning(draft, lane.id, () => draft.emit({ type: 'tagReleased', lane: lane.id, seat: seat.id, tag }));
}

function inHand(lane: Lane, seat: Seat, id: DeliveryId): Delivery {
  const hand = find(lane.hands, id);
  return hand?.consumer === seat.id ? hand : refuse('unknown-delivery', `${seat.id} has no ${id} in hand`);
}

function consume(
  draft: DecisionContext,
  lane: Lane,
  seat: Seat,
  what: 'check' | 'charge' | 'record' | 'commit' | 'ack' | 'nack' | 'dismiss',
  hand: Delivery,
): void {
  const profile = profileOf(draft.state.settings, seat);
  const here = { lane: lane.id, seat: seat.id, delivery: hand.id };
  const logged = isLogged(lane, logOwner(profile, seat.id), hand.message);
  const keyKnown = profile.bankKeys && lane.effects.some(({ order, keyed }) => keyed && order === hand.order);
  const failed = find(lane.orders, hand.order)?.poison;
  const effect = keyKnown ? {} : { effect: `e${lane.counts.effects + 1}` as EffectId };
  switch (what) {
    case 'check':
      return draft.emit({ type: 'logChecked', ...here, says: logged ? 'seen' : 'new' });
    case 'charge':
      if (failed) return draft.emit({ type: 'workFailed', ...here });
      return draft.emit({ type: 'cardCharged', ...here, ...effect });
    case 'record':
      return draft.emit({ type: 'idRecorded', ...here });
    case 'commit':
      if (failed && !logged) return draft.emit({ type: 'workFailed', ...here });
      return draft.emit({
        type: 'workCommitted',
        ...here,
        ...(logged ? { outcome: 'skipped' } : { outcome: 'done', ...effect }),
      });
    case 'dismiss':
      return draft.emit({ type: 'deliveryDismissed', ...here });
    case 'ack':
    case 'nack':
      if (what === 'nack' && profile.partitions > 0 && profile.ackScope === 'cumulative') {
        refuse('not-offered', 'an offset is committed or not');
      }
      return send(draft, lane.id, seat.id, brokerOf(lane).id, {
        leg: 'ack',
        verb: what,
        order: hand.order,
        message: hand.message,
        copy: hand.copy,
        tag: hand.tag,
        delivery: hand.id,
      });
  }
}
