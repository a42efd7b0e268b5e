import type { LaneEvent, LanePlan } from './events.ts';
import type { CopyId, MessageId, SeatId } from './ids.ts';
import type { Copy, DedupLog, Delivery, Drop, Effect, Lane, Packet, Receipt } from './lane.ts';
import { laneLimits } from './limits.ts';
import { change, find, including, newest, omit, without } from './list.ts';
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
      return acted(
        { ...lane, orders: change(lane.orders, event.order, (order) => ({ ...order, givenUpAt: now })) },
        event.seat,
        now,
      );
    case 'packetSent':
      return packetSent(lane, event.packet, profile, now);
    case 'packetArrived':
      return packetArrived(lane, event.packet, profile, now);
    case 'packetDropped': {
      const packet = find(lane.packets, event.packet);
      if (!packet) return lane;
      const { id, from, to, sentAt, arrivesAt, load } = packet;
      const drop: Drop = { id, from, to, leg: load.leg, sentAt, arrivesAt, at: now };
      return {
        ...lane,
        packets: without(lane.packets, event.packet),
        drops: newest([...lane.drops, drop], laneLimits.dropsKept),
        counts: { ...lane.counts, dropped: lane.counts.dropped + 1 },
      };
    }
    case 'copyStored': {
      const copy = find(lane.copies, event.copy);
      if (!copy) return lane;
      return acted(
        {
          ...lane,
          copies: change(lane.copies, event.copy, (stored) => ({ ...stored, place: 'ready', durable: true })),
          storedIds: including(lane.storedIds, copy.message),
          counts: { ...lane.counts, stored: lane.counts.stored + 1 },
        },
        event.seat,
        now,
      );
    }
    case 'copyDeduplicated':
      return acted(removeCopy(lane, event.copy, 'deduplicated', now), event.seat, now);
    case 'copyDiscarded':
      return acted(removeCopy(lane, event.copy, 'discarded', now), event.seat, now);
    case 'copyParked':
      return acted(
        {
          ...lane,
          copies: change(lane.copies, event.copy, (copy) => ({
            ...omit(copy, 'current'),
            place: 'parked',
            durable: true,
          })),
        },
        event.seat,
        now,
      );
    case 'tagReleased': {
      const copy = lane.copies.find((candidate) => candidate.current?.tag === event.tag);
      return acted(copy ? { ...lane, copies: change(lane.copies, copy.id, back) } : lane, event.seat, now);
    }
    case 'logChecked':
      return acted(
        { ...lane, hands: change(lane.hands, event.delivery, (hand) => ({ ...hand, checked: event.says })) },
        event.seat,
        now,
      );
    case 'cardCharged': {
      const hand = find(lane.hands, event.delivery);
      if (!hand) return lane;
      const charged = {
        ...lane,
        hands: change(lane.hands, event.delivery, (entry) => ({ ...entry, charges: entry.charges + 1 })),
      };
      return acted(
        event.effect === undefined ? charged : withEffect(charged, hand, event.effect, now),
        event.seat,
        now,
      );
    }
    case 'idRecorded': {
      const hand = find(lane.hands, event.delivery);
      if (!hand) return lane;
      return acted(
        {
          ...lane,
          hands: change(lane.hands, event.delivery, (entry) => ({ ...entry, recorded: true })),
          dedupLogs: written(lane.dedupLogs, logOwner(profile, hand.consumer), hand.message),
        },
        event.seat,
        now,
      );
    }
    case 'workCommitted': {
      const hand = find(lane.hands, event.delivery);
      if (!hand) return lane;
      let next: Lane = {
        ...lane,
        hands: change(lane.hands, event.delivery, (entry) => ({ ...entry, committed: event.outcome })),
      };
      if (event.outcome === 'done') {
        next = { ...next, dedupLogs: written(lane.dedupLogs, logOwner(profile, hand.consumer), hand.message) };
        if (event.effect !== undefined) next = withEffect(next, hand, event.effect, now);
      }
      return acted(next, event.seat, now);
    }
    case 'deliveryDismissed':
      return acted({ ...lane, hands: without(lane.hands, event.delivery) }, event.seat, now);
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

/** Whose dedup log a consumer writes and reads. */
export function logOwner(profile: Profile, consumer: SeatId): SeatId | 'lane' {
  return profile.dedupLog === 'durable' ? 'lane' : consumer;
}

export function isLogged(lane: Lane, owner: SeatId | 'lane', message: MessageId): boolean {
  return lane.dedupLogs.some((log) => log.owner === owner && log.ids.includes(message));
}

function acted(lane: Lane, seat: SeatId, now: number): Lane {
  return { ...lane, seats: change(lane.seats, seat, (entry) => ({ ...entry, actedAt: now })) };
}

function packetSent(lane: Lane, packet: Packet, profile: Profile, now: number): Lane {
  const { load } = packet;
  let next: Lane = {
    ...lane,
    packets: [...lane.packets, packet],
    counts: { ...lane.counts, packets: lane.counts.packets + 1 },
  };
  // The network's second copy is no step of anybody's, and spends no fault.
  if (packet.twinOf !== undefined) return next;
  next = { ...next, faults: spent(lane, packet) };
  const { counts } = next;
  switch (load.leg) {
    case 'publish': {
      const fresh = load.message === `m${counts.messages + 1}`;
      next = {
        ...next,
        orders: change(lane.orders, load.order, (order) => ({
          ...order,
          sendings: [...order.sendings, { message: load.message, at: now }],
        })),
        counts: {
          ...counts,
          copies: counts.copies + 1,
          published: counts.published + 1,
          messages: counts.messages + (fresh ? 1 : 0),
        },
      };
      break;
    }
    case 'confirm':
      next = {
        ...next,
        copies: change(lane.copies, load.copy, (copy) => ({ ...copy, confirmed: copy.confirmed + 1 })),
        receipts: lane.receipts.map((receipt) =>
          receipt.copy === load.copy ? { ...receipt, confirmed: receipt.confirmed + 1 } : receipt,
        ),
      };
      break;
    case 'deliver': {
      next = {
        ...next,
        copies: change(lane.copies, load.copy, (copy) => ({
          ...copy,
          place: 'out',
          sent: copy.sent + 1,
          current: { tag: load.tag, to: packet.to, at: now },
        })),
        counts: { ...counts, tags: counts.tags + 1, sent: counts.sent + 1 },
      };
      if (profile.ackMode === 'auto') next = removeCopy(next, load.copy, 'sent', now);
      break;
    }
    case 'ack':
      next = {
        ...next,
        hands: change(lane.hands, load.delivery, (hand) => ({ ...hand, answered: load.verb })),
      };
      break;
  }
  return acted(next, packet.from, now);
}

function packetArrived(lane: Lane, id: Packet['id'], profile: Profile, now: number): Lane {
  const packet = find(lane.packets, id);
  if (!packet) return lane;
  const next: Lane = { ...lane, packets: without(lane.packets, id) };
  const { load } = packet;
  switch (load.leg) {
    case 'publish': {
      const copy: Copy = {
        id: load.copy,
        message: load.message,
        order: load.order,
        place: 'inbox',
        durable: false,
        arrivedAt: now,
        metBefore: lane.metIds.includes(load.message) || lane.storedIds.includes(load.message),
        sent: 0,
        confirmed: 0,
      };
      return { ...next, copies: [...lane.copies, copy], metIds: including(lane.metIds, load.message) };
    }
    case 'confirm':
      return {
        ...next,
        orders: change(lane.orders, load.order, (order) =>
          order.confirmedAt === undefined ? { ...order, confirmedAt: now } : order,
        ),
      };
    case 'deliver': {
      const delivery: Delivery = {
        id: load.delivery,
        consumer: packet.to,
        tag: load.tag,
        copy: load.copy,
        message: load.message,
        order: load.order,
        arrivedAt: now,
        redelivered: load.redelivered,
        charges: 0,
        recorded: false,
      };
      return {
        ...next,
        hands: [...lane.hands, delivery],
        counts: { ...lane.counts, deliveries: lane.counts.deliveries + 1, delivered: lane.counts.delivered + 1 },
      };
    }
    case 'ack': {
      const copy = find(lane.copies, load.copy);
      const stale = copy?.current?.tag !== load.tag;
      const answered = {
        ...next,
        answers: newest([...lane.answers, { tag: load.tag, verb: load.verb, stale, at: now }], laneLimits.answersKept),
      };
      if (load.verb === 'nack') return stale ? answered : { ...answered, copies: change(lane.copies, load.copy, back) };
      return stale && profile.staleAck === 'ignored' ? answered : removeCopy(answered, load.copy, 'acked', now);
    }
  }
}

/** A copy that was out returns to where it came from. */
function back(copy: Copy): Copy {
  return { ...omit(copy, 'current'), place: copy.durable ? 'ready' : 'inbox' };
}

function removeCopy(lane: Lane, id: CopyId, how: Receipt['how'], now: number): Lane {
  const copy = find(lane.copies, id);
  if (!copy) return lane;
  const receipt: Receipt = {
    copy: id,
    message: copy.message,
    order: copy.order,
    how,
    at: now,
    confirmed: copy.confirmed,
  };
  return {
    ...lane,
    copies: without(lane.copies, id),
    receipts: newest([...lane.receipts, receipt], laneLimits.receiptsKept),
  };
}

function withEffect(lane: Lane, hand: Delivery, id: Effect['id'], now: number): Lane {
  const effect: Effect = { id, order: hand.order, message: hand.message, consumer: hand.consumer, at: now };
  return {
    ...lane,
    effects: [...lane.effects, effect],
    counts: { ...lane.counts, effects: lane.counts.effects + 1 },
  };
}

function written(logs: readonly DedupLog[], owner: DedupLog['owner'], message: MessageId): readonly DedupLog[] {
  const log = logs.find((candidate) => candidate.owner === owner);
  if (!log) return [...logs, { owner, ids: [message] }];
  return logs.map((candidate) => (candidate === log ? { owner, ids: including(log.ids, message) } : candidate));
}

/** Faults of the next N count down with each packet they touch. */
function spent(lane: Lane, packet: Packet): Lane['faults'] {
  if (packet.faults.length === 0) return lane.faults;
  return lane.faults.map((fault) =>
    fault.left !== undefined && fault.left > 0 && packet.faults.includes(fault.id)
      ? { ...fault, left: fault.left - 1 }
      : fault,
  );
}

function machineCrashed(lane: Lane, id: SeatId, fault: Lane['faults'][number]['id'], profile: Profile): Lane {
  const seat = find(lane.seats, id);
  if (!seat) return lane;
  const next: Lane = { ...lane, seats: change(lane.seats, id, (entry) => ({ ...entry, down: { fault } })) };
  if (seat.role === 'broker') {
    return {
      ...next,
      copies: lane.copies.filter((copy) => copy.durable).map((copy) => (copy.place === 'out' ? back(copy) : copy)),
      receipts: [],
      answers: [],
      metIds: [],
    };
  }
  if (seat.role === 'consumer') {
    return {
      ...next,
      hands: lane.hands.filter((hand) => hand.consumer !== id),
      dedupLogs: profile.dedupLog === 'volatile' ? lane.dedupLogs.filter((log) => log.owner !== id) : lane.dedupLogs,
    };
  }
  return next;
}
