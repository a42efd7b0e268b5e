import { closeOrders, noneClosed, ordersThatMayClose } from './closed-orders.ts';
import { dropReceipts, expireTag, giveBack, giveBackAll, parkCopy, removeCopy } from './copies.ts';
import { forgetId, logOwner, rememberStored, writeId } from './dedup-log.ts';
import { profileFor } from './effective-profile.ts';
import type { LaneEvent, LanePlan, SeatPlan } from '../model/events.ts';
import type { CopyId, EffectId } from '../base/ids.ts';
import type { LaneDraft } from './lane-draft.ts';
import type { Delivery, Effect, Lane, Order, Seat } from '../model/lane.ts';
import { find } from '../base/list.ts';
import { markActed, crash, restart } from './machine-evolve.ts';
import { packetArrived, packetDropped, packetSent, releaseHeld } from './packet-evolve.ts';
import { isMoved, ownersFor, partitionOf } from './partitions.ts';
import { naivePolicies } from '../model/policy.ts';
import { hasScoringRule, type RoundSettings } from '../model/settings.ts';

export function newSeat(plan: SeatPlan, settings: RoundSettings): Seat {
  return {
    ...plan,
    driver: plan.player === undefined ? 'bot' : 'player',
    actedAt: 0,
    ...(settings.autopilot ? { policy: naivePolicies[plan.role] } : {}),
  };
}

export function newLane(plan: LanePlan, settings: RoundSettings): Lane {
  const { partitions } = settings.profile;
  const seats = plan.seats.map((seat) => newSeat(seat, settings));
  return {
    id: plan.id,
    seats,
    orders: [],
    ...(settings.autopilot ? { closed: noneClosed } : {}),
    copies: [],
    receipts: [],
    hands: [],
    packets: [],
    drops: [],
    effects: [],
    faults: [],
    answers: [],
    dedupLogs: [],
    storedIds: [],
    metIds: [],
    ...(partitions > 0
      ? { nextOffsets: Array.from({ length: partitions }, () => 0), owners: ownersFor(seats, partitions) }
      : {}),
    ...(plan.nextOrderAt === undefined ? {} : { nextOrderAt: plan.nextOrderAt }),
    counts: {
      orders: 0,
      messages: 0,
      copies: 0,
      tags: 0,
      deliveries: 0,
      packets: 0,
      effects: 0,
      faults: 0,
      published: 0,
      stored: 0,
      sent: 0,
      delivered: 0,
      dropped: 0,
    },
  };
}

/**
 * Folds one event into a lane. Total: an event that names what is not there changes nothing.
 *
 * @param now game time of the event, in ms
 */
export function evolveLane(draft: LaneDraft, event: LaneEvent, settings: RoundSettings, now: number): void {
  // The orders that may close are found before the event removes the parts that name them.
  const candidates = draft.lane.closed ? ordersThatMayClose(draft.lane, event) : [];
  fold(draft, event, settings, now);
  if (candidates.length > 0) closeOrders(draft, candidates, settings);
}

function fold(draft: LaneDraft, event: LaneEvent, settings: RoundSettings, now: number): void {
  switch (event.type) {
    case 'orderPlaced':
      return orderPlaced(draft, event, now);
    case 'orderGivenUp': {
      markActed(draft, event.seat, now);
      const order = draft.edit('orders', event.order);
      if (order) order.givenUpAt = now;
      return;
    }
    case 'packetSent':
      return packetSent(draft, event.packet, settings, now);
    case 'packetArrived':
      return packetArrived(draft, event.packet, event.copy, settings, now);
    case 'packetDropped':
      return packetDropped(draft, event.packet, now);
    case 'copyStored':
      if (!find(draft.lane.copies, event.copy)) return;
      markActed(draft, event.seat, now);
      noteStored(draft, event.copy, settings, now);
      return storeCopy(draft, event.copy, now);
    case 'copyDeduplicated':
      markActed(draft, event.seat, now);
      return removeCopy(draft, event.copy, 'deduplicated', now);
    case 'copyDiscarded':
      markActed(draft, event.seat, now);
      return removeCopy(draft, event.copy, 'discarded', now);
    case 'copyParked':
      markActed(draft, event.seat, now);
      return parkCopy(draft, event.copy);
    case 'copyDeadLettered':
      return parkCopy(draft, event.copy);
    case 'tagReleased': {
      markActed(draft, event.seat, now);
      const copy = draft.lane.copies.find((candidate) => candidate.current?.tag === event.tag);
      return copy && giveBack(draft, copy.id);
    }
    case 'tagExpired':
      return expireTag(draft, event.tag);
    case 'channelClosed':
      return giveBackAll(
        draft,
        (copy) => copy.current?.to === event.consumer && (event.reason !== 'rebalance' || isMoved(draft.lane, copy)),
      );
    case 'partitionsAssigned':
      draft.own().owners = event.owners;
      return;
    case 'policySet': {
      if (find(draft.lane.seats, event.seat)?.role !== event.policy.role) return;
      const seat = draft.edit('seats', event.seat);
      if (seat) seat.policy = event.policy;
      return dropReceipts(draft);
    }
    case 'logChecked': {
      markActed(draft, event.seat, now, settings.workMs.check);
      const hand = draft.edit('hands', event.delivery);
      if (hand) hand.checked = event.says;
      return;
    }
    case 'cardCharged': {
      const hand = draft.edit('hands', event.delivery);
      if (!hand) return;
      hand.charges++;
      markActed(draft, event.seat, now, settings.workMs.charge);
      return addEffect(draft, hand, event.effect, settings, now);
    }
    case 'workFailed': {
      markActed(draft, event.seat, now, settings.workMs.charge);
      const hand = draft.edit('hands', event.delivery);
      if (hand) hand.failed = true;
      return;
    }
    case 'idRecorded': {
      const hand = draft.edit('hands', event.delivery);
      if (!hand) return;
      hand.recorded = true;
      markActed(draft, event.seat, now, settings.workMs.record);
      return record(draft, hand, settings, now);
    }
    case 'workCommitted': {
      const hand = draft.edit('hands', event.delivery);
      if (!hand) return;
      hand.committed = event.outcome;
      markActed(draft, event.seat, now, settings.workMs.commit);
      if (event.outcome === 'skipped') return;
      record(draft, hand, settings, now);
      return addEffect(draft, hand, event.effect, settings, now);
    }
    case 'deliveryDismissed':
      markActed(draft, event.seat, now);
      draft.take('hands', event.delivery);
      return;
    case 'faultInjected':
      draft.add('faults', event.fault);
      draft.counts().faults++;
      return;
    case 'faultEnded':
      if (find(draft.lane.faults, event.fault)?.what.kind === 'reorder') releaseHeld(draft, event.fault, now);
      draft.take('faults', event.fault);
      return;
    case 'machineCrashed':
      return crash(draft, event.seat, event.fault, settings);
    case 'machineRestarted':
      return restart(draft, event.seat);
    case 'idForgotten':
      return forgetId(draft, event.message, event.from);
  }
  // A type from a newer version of the log changes nothing.
}

function orderPlaced(draft: LaneDraft, event: Extract<LaneEvent, { type: 'orderPlaced' }>, now: number): void {
  const { order: id, producer, content, nextOrderAt } = event;
  const order: Order = { id, producer, content, placedAt: now, sendings: [] };
  if (event.poison) order.poison = true;
  draft.add('orders', order);
  draft.counts().orders++;
  if (nextOrderAt !== undefined) draft.own().nextOrderAt = nextOrderAt;
  else draft.without('nextOrderAt');
}

function storeCopy(draft: LaneDraft, id: CopyId, now: number): void {
  const copy = draft.edit('copies', id);
  if (!copy) return;
  const { nextOffsets } = draft.lane;
  if (nextOffsets) {
    const partition = partitionOf(find(draft.lane.orders, copy.order)?.content, nextOffsets.length);
    const offset = nextOffsets[partition] ?? 0;
    copy.partition = partition;
    copy.offset = offset;
    draft.own().nextOffsets = nextOffsets.map((next, index) => (index === partition ? offset + 1 : next));
  }
  copy.place = 'ready';
  copy.durable = true;
  rememberStored(draft, copy.message, now);
  draft.counts().stored++;
}

function record(draft: LaneDraft, hand: Delivery, settings: RoundSettings, now: number): void {
  const owner = logOwner(profileFor(draft.lane, settings, hand.consumer), hand.consumer);
  writeId(draft, owner, hand.message, now);
}

/** What a call to the bank adds to the ledger: nothing, where the bank knew the order's key. */
function addEffect(
  draft: LaneDraft,
  { order, message, consumer }: Delivery,
  id: EffectId | undefined,
  settings: RoundSettings,
  now: number,
): void {
  if (id === undefined) return;
  const effect: Effect = { id, order, message, consumer, at: now };
  if (profileFor(draft.lane, settings, consumer).bankKeys) effect.keyed = true;
  draft.add('effects', effect);
  draft.counts().effects++;
}

/** Rounds of the older scoring rules keep the state that their servers saved. */
function noteStored(draft: LaneDraft, copy: CopyId, settings: RoundSettings, now: number): void {
  const stored = find(draft.lane.copies, copy);
  if (!hasScoringRule(settings, 'settled') || !stored) return;
  if (find(draft.lane.orders, stored.order)?.storedAt !== undefined) return;
  const order = draft.edit('orders', stored.order);
  if (order) order.storedAt = now;
}
