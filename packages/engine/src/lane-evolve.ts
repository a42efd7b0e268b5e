import { back, removeCopy } from './copies.ts';
import { logOwner, remembering, written } from './dedup-log.ts';
import { profileFor } from './effective-profile.ts';
import type { LaneEvent, LanePlan, SeatPlan } from './events.ts';
import type { EffectId } from './ids.ts';
import type { Copy, Delivery, Effect, Lane, Seat } from './lane.ts';
import { change, find, having, omit, without } from './list.ts';
import { acted, machineCrashed, worked } from './machine-evolve.ts';
import { packetArrived, packetDropped, packetSent } from './packet-evolve.ts';
import { isMoved, ownersFor, partitionOf } from './partitions.ts';
import { naivePolicies } from './policy.ts';
import type { RoundSettings } from './settings.ts';

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
export function evolveLane(lane: Lane, event: LaneEvent, settings: RoundSettings, now: number): Lane {
  switch (event.type) {
    case 'orderPlaced': {
      const { order: id, producer, content, nextOrderAt } = event;
      const poison = event.poison ? { poison: true as const } : {};
      const orders = [...lane.orders, { id, producer, content, placedAt: now, sendings: [], ...poison }];
      const counts = { ...lane.counts, orders: lane.counts.orders + 1 };
      // One shape of lane for nearly all of a round is what keeps copying it quick.
      if (nextOrderAt !== undefined) return { ...lane, orders, counts, nextOrderAt };
      return { ...omit(lane, 'nextOrderAt'), orders, counts };
    }
    case 'orderGivenUp':
      return {
        ...lane,
        seats: acted(lane.seats, event.seat, now),
        orders: change(lane.orders, event.order, (order) => having(order, { givenUpAt: now })),
      };
    case 'packetSent':
      return packetSent(lane, event.packet, settings, now);
    case 'packetArrived':
      return packetArrived(lane, event.packet, event.copy, settings, now);
    case 'packetDropped':
      return packetDropped(lane, event.packet, now);
    case 'copyStored': {
      const copy = find(lane.copies, event.copy);
      if (!copy) return lane;
      const { nextOffsets, ...appended } = append(lane, copy);
      const stored = having(copy, { ...appended, place: 'ready', durable: true });
      const next: Lane = {
        ...lane,
        seats: acted(lane.seats, event.seat, now),
        copies: change(lane.copies, event.copy, () => stored),
        storedIds: remembering(lane.storedIds, copy.message, now),
        counts: { ...lane.counts, stored: lane.counts.stored + 1 },
      };
      return nextOffsets ? having(next, { nextOffsets }) : next;
    }
    case 'copyDeduplicated':
      return removeCopy({ ...lane, seats: acted(lane.seats, event.seat, now) }, event.copy, 'deduplicated', now);
    case 'copyDiscarded':
      return removeCopy({ ...lane, seats: acted(lane.seats, event.seat, now) }, event.copy, 'discarded', now);
    case 'copyParked':
      return {
        ...lane,
        seats: acted(lane.seats, event.seat, now),
        copies: change(lane.copies, event.copy, parked),
      };
    case 'copyDeadLettered':
      return { ...lane, copies: change(lane.copies, event.copy, parked) };
    case 'tagReleased': {
      const seats = acted(lane.seats, event.seat, now);
      const copy = lane.copies.find((candidate) => candidate.current?.tag === event.tag);
      return { ...lane, seats, copies: copy ? change(lane.copies, copy.id, back) : lane.copies };
    }
    case 'tagExpired':
      return withBack(lane, (copy) => copy.current?.tag === event.tag);
    case 'channelClosed':
      return withBack(
        lane,
        (copy) => copy.current?.to === event.consumer && (event.reason !== 'rebalance' || isMoved(lane, copy)),
      );
    case 'partitionsAssigned':
      return { ...lane, owners: event.owners };
    case 'policySet':
      return {
        ...lane,
        seats: change(lane.seats, event.seat, (seat) =>
          event.policy.role === seat.role ? having(seat, { policy: event.policy }) : seat,
        ),
      };
    case 'logChecked':
      return {
        ...lane,
        seats: worked(lane.seats, event.seat, now, settings.workMs.check),
        hands: change(lane.hands, event.delivery, (hand) => having(hand, { checked: event.says })),
      };
    case 'cardCharged': {
      const hand = find(lane.hands, event.delivery);
      if (!hand) return lane;
      const seats = worked(lane.seats, event.seat, now, settings.workMs.charge);
      const hands = change(lane.hands, event.delivery, (entry) => ({ ...entry, charges: entry.charges + 1 }));
      const { effects, counts } = effected(lane, hand, event.effect, settings, now);
      return { ...lane, seats, hands, effects, counts };
    }
    case 'workFailed':
      return {
        ...lane,
        seats: worked(lane.seats, event.seat, now, settings.workMs.charge),
        hands: change(lane.hands, event.delivery, (hand) => having(hand, { failed: true })),
      };
    case 'idRecorded': {
      const hand = find(lane.hands, event.delivery);
      if (!hand) return lane;
      return {
        ...lane,
        seats: worked(lane.seats, event.seat, now, settings.workMs.record),
        hands: change(lane.hands, event.delivery, (entry) => ({ ...entry, recorded: true })),
        dedupLogs: logged(lane, hand, settings, now),
      };
    }
    case 'workCommitted': {
      const hand = find(lane.hands, event.delivery);
      if (!hand) return lane;
      const seats = worked(lane.seats, event.seat, now, settings.workMs.commit);
      const hands = change(lane.hands, event.delivery, (entry) => having(entry, { committed: event.outcome }));
      if (event.outcome === 'skipped') return { ...lane, seats, hands };
      const dedupLogs = logged(lane, hand, settings, now);
      const { effects, counts } = effected(lane, hand, event.effect, settings, now);
      return { ...lane, seats, hands, dedupLogs, effects, counts };
    }
    case 'deliveryDismissed':
      return { ...lane, seats: acted(lane.seats, event.seat, now), hands: without(lane.hands, event.delivery) };
    case 'faultInjected':
      return {
        ...lane,
        faults: [...lane.faults, event.fault],
        counts: { ...lane.counts, faults: lane.counts.faults + 1 },
      };
    case 'faultEnded':
      return { ...lane, faults: without(lane.faults, event.fault) };
    case 'machineCrashed':
      return machineCrashed(lane, event.seat, event.fault, settings);
    case 'machineRestarted':
      return { ...lane, seats: change(lane.seats, event.seat, (seat) => omit(seat, 'down')) };
    case 'idForgotten': {
      const { message, from } = event;
      const logs = lane.dedupLogs.map((log) =>
        from === undefined || from === log.owner ? { ...log, ids: without(log.ids, message) } : log,
      );
      if (from !== undefined && from !== 'broker') return { ...lane, dedupLogs: logs };
      return {
        ...lane,
        dedupLogs: logs,
        storedIds: without(lane.storedIds, message),
        metIds: lane.metIds.filter((id) => id !== message),
      };
    }
  }
  // A type from a newer version of the log.
  return lane;
}

function parked(copy: Copy): Copy {
  return { ...omit(copy, 'current'), place: 'parked', durable: true };
}

/** The lane with some of the copies that are out back where they were. */
function withBack(lane: Lane, which: (copy: Copy) => boolean): Lane {
  return { ...lane, copies: lane.copies.map((copy) => (copy.current && which(copy) ? back(copy) : copy)) };
}

/** Where a copy that is stored comes to stand in the partitioned log, and what each partition gives next. */
function append(lane: Lane, copy: Copy): Pick<Copy, 'partition' | 'offset'> & Pick<Lane, 'nextOffsets'> {
  if (!lane.nextOffsets) return {};
  const partition = partitionOf(find(lane.orders, copy.order)?.content, lane.nextOffsets.length);
  const offset = lane.nextOffsets[partition] ?? 0;
  return { partition, offset, nextOffsets: lane.nextOffsets.with(partition, offset + 1) };
}

function logged(lane: Lane, hand: Delivery, settings: RoundSettings, now: number): Lane['dedupLogs'] {
  const owner = logOwner(profileFor(lane, settings, hand.consumer), hand.consumer);
  return written(lane.dedupLogs, owner, hand.message, now);
}

/** What a call to the bank changes in the ledger: nothing, where the bank knew the order's key. */
function effected(
  lane: Lane,
  hand: Delivery,
  id: EffectId | undefined,
  settings: RoundSettings,
  now: number,
): Pick<Lane, 'effects' | 'counts'> {
  if (id === undefined) return lane;
  const { order, message, consumer } = hand;
  const keyed = profileFor(lane, settings, consumer).bankKeys ? { keyed: true as const } : {};
  const effect: Effect = { id, order, message, consumer, at: now, ...keyed };
  return { effects: [...lane.effects, effect], counts: { ...lane.counts, effects: lane.counts.effects + 1 } };
}
