import { back, removeCopy } from './copies.ts';
import { logOwner, written } from './dedup-log.ts';
import type { LaneEvent, LanePlan } from './events.ts';
import type { EffectId, MessageId } from './ids.ts';
import type { Delivery, Effect, Lane } from './lane.ts';
import { change, find, including, omit, without } from './list.ts';
import { acted, machineCrashed } from './machine-evolve.ts';
import { packetArrived, packetDropped, packetSent } from './packet-evolve.ts';
import type { Profile } from './settings.ts';

export function newLane(plan: LanePlan): Lane {
  return {
    id: plan.id,
    seats: plan.seats.map((seat) => ({ ...seat, driver: seat.player === undefined ? 'bot' : 'player', actedAt: 0 })),
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
export function evolveLane(lane: Lane, event: LaneEvent, profile: Profile, now: number): Lane {
  switch (event.type) {
    case 'orderPlaced': {
      const { order: id, producer, content } = event;
      const rest = omit(lane, 'nextOrderAt');
      return {
        ...rest,
        ...(event.nextOrderAt === undefined ? {} : { nextOrderAt: event.nextOrderAt }),
        orders: [...lane.orders, { id, producer, content, placedAt: now, sendings: [] }],
        counts: { ...lane.counts, orders: lane.counts.orders + 1 },
      };
    }
    case 'orderGivenUp':
      return {
        ...lane,
        seats: acted(lane.seats, event.seat, now),
        orders: change(lane.orders, event.order, (order) => ({ ...order, givenUpAt: now })),
      };
    case 'packetSent':
      return packetSent(lane, event.packet, profile, now);
    case 'packetArrived':
      return packetArrived(lane, event.packet, event.copy, profile, now);
    case 'packetDropped':
      return packetDropped(lane, event.packet, now);
    case 'copyStored': {
      const copy = find(lane.copies, event.copy);
      if (!copy) return lane;
      return {
        ...lane,
        seats: acted(lane.seats, event.seat, now),
        copies: change(lane.copies, event.copy, (stored) => ({ ...stored, place: 'ready', durable: true })),
        storedIds: including(lane.storedIds, copy.message),
        counts: { ...lane.counts, stored: lane.counts.stored + 1 },
      };
    }
    case 'copyDeduplicated':
      return removeCopy({ ...lane, seats: acted(lane.seats, event.seat, now) }, event.copy, 'deduplicated', now);
    case 'copyDiscarded':
      return removeCopy({ ...lane, seats: acted(lane.seats, event.seat, now) }, event.copy, 'discarded', now);
    case 'copyParked':
      return {
        ...lane,
        seats: acted(lane.seats, event.seat, now),
        copies: change(lane.copies, event.copy, (copy) => ({
          ...omit(copy, 'current'),
          place: 'parked',
          durable: true,
        })),
      };
    case 'tagReleased': {
      const seats = acted(lane.seats, event.seat, now);
      const copy = lane.copies.find((candidate) => candidate.current?.tag === event.tag);
      return { ...lane, seats, copies: copy ? change(lane.copies, copy.id, back) : lane.copies };
    }
    case 'logChecked':
      return {
        ...lane,
        seats: acted(lane.seats, event.seat, now),
        hands: change(lane.hands, event.delivery, (hand) => ({ ...hand, checked: event.says })),
      };
    case 'cardCharged': {
      const hand = find(lane.hands, event.delivery);
      if (!hand) return lane;
      const seats = acted(lane.seats, event.seat, now);
      const hands = change(lane.hands, event.delivery, (entry) => ({ ...entry, charges: entry.charges + 1 }));
      return { ...lane, seats, hands, ...effected(lane, hand, event.effect, now) };
    }
    case 'idRecorded': {
      const hand = find(lane.hands, event.delivery);
      if (!hand) return lane;
      return {
        ...lane,
        seats: acted(lane.seats, event.seat, now),
        hands: change(lane.hands, event.delivery, (entry) => ({ ...entry, recorded: true })),
        dedupLogs: written(lane.dedupLogs, logOwner(profile, hand.consumer), hand.message),
      };
    }
    case 'workCommitted': {
      const hand = find(lane.hands, event.delivery);
      if (!hand) return lane;
      const seats = acted(lane.seats, event.seat, now);
      const hands = change(lane.hands, event.delivery, (entry) => ({ ...entry, committed: event.outcome }));
      if (event.outcome === 'skipped') return { ...lane, seats, hands };
      const dedupLogs = written(lane.dedupLogs, logOwner(profile, hand.consumer), hand.message);
      return { ...lane, seats, hands, dedupLogs, ...effected(lane, hand, event.effect, now) };
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
      return machineCrashed(lane, event.seat, event.fault, profile);
    case 'machineRestarted':
      return { ...lane, seats: change(lane.seats, event.seat, (seat) => omit(seat, 'down')) };
    case 'idForgotten': {
      const others = (ids: readonly MessageId[]) => ids.filter((id) => id !== event.message);
      return {
        ...lane,
        dedupLogs: lane.dedupLogs.map((log) => ({ ...log, ids: others(log.ids) })),
        storedIds: others(lane.storedIds),
        metIds: others(lane.metIds),
      };
    }
  }
  // A type from a newer version of the log.
  return lane;
}

/** What a call to the bank changes in the ledger: nothing, where the bank knew the order's key. */
function effected(
  lane: Lane,
  hand: Delivery,
  id: EffectId | undefined,
  now: number,
): Partial<Pick<Lane, 'effects' | 'counts'>> {
  if (id === undefined) return {};
  const effect: Effect = { id, order: hand.order, message: hand.message, consumer: hand.consumer, at: now };
  return { effects: [...lane.effects, effect], counts: { ...lane.counts, effects: lane.counts.effects + 1 } };
}
