import { back, removeCopy } from './copies.ts';
import type { CopyId } from './ids.ts';
import { profileFor } from './effective-profile.ts';
import type { Answer, Copy, Delivery, Drop, Lane, Packet } from './lane.ts';
import { laneLimits } from './limits.ts';
import { change, find, having, including, newest, without } from './list.ts';
import { acted } from './machine-evolve.ts';
import { isCovered } from './partitions.ts';
import type { RoundSettings } from './settings.ts';

/** A packet leaves a machine, and what its sender remembers of that changes at once. */
export function packetSent(lane: Lane, packet: Packet, settings: RoundSettings, now: number): Lane {
  const { load } = packet;
  const packets = [...lane.packets, packet];
  const counts = { ...lane.counts, packets: lane.counts.packets + 1 };
  // The network's second copy is no step of anybody's, and spends no fault.
  if (packet.twinOf !== undefined) return { ...lane, packets, counts };
  // Written out field by field: one copy of the lane is all that a fold at full pace can afford.
  const faults = spent(lane, packet);
  const seats = acted(lane.seats, packet.from, now);
  switch (load.leg) {
    case 'publish':
      if (load.message === `m${counts.messages + 1}`) counts.messages++;
      counts.published++;
      return {
        ...lane,
        packets,
        counts,
        faults,
        seats,
        orders: change(lane.orders, load.order, (order) => ({
          ...order,
          sendings: [...order.sendings, { message: load.message, at: now }],
        })),
      };
    case 'confirm':
      return {
        ...lane,
        packets,
        counts,
        faults,
        seats,
        copies: change(lane.copies, load.copy, (copy) => ({ ...copy, confirmed: copy.confirmed + 1 })),
        receipts: confirmedReceipts(lane.receipts, load.copy),
      };
    case 'deliver': {
      counts.tags++;
      counts.sent++;
      const next: Lane = {
        ...lane,
        packets,
        counts,
        faults,
        seats,
        copies: change(lane.copies, load.copy, (copy) =>
          having(copy, { place: 'out', sent: copy.sent + 1, current: { tag: load.tag, to: packet.to, at: now } }),
        ),
      };
      return profileFor(lane, settings, packet.from).ackMode === 'auto'
        ? removeCopy(next, load.copy, 'sent', now)
        : next;
    }
    case 'ack':
      return {
        ...lane,
        packets,
        counts,
        faults,
        seats,
        hands: change(lane.hands, load.delivery, (hand) => having(hand, { answered: load.verb })),
      };
  }
  // A leg from a newer version of the log.
  return { ...lane, packets, counts, faults, seats };
}

function confirmedReceipts(receipts: Lane['receipts'], copy: CopyId): Lane['receipts'] {
  const index = receipts.findLastIndex((receipt) => receipt.copy === copy);
  const receipt = receipts[index];
  return receipt ? receipts.with(index, { ...receipt, confirmed: receipt.confirmed + 1 }) : receipts;
}

/**
 * A packet reaches its receiver, who learns what it carries.
 *
 * @param copyId what a publish packet becomes; without it, nothing
 */
export function packetArrived(
  lane: Lane,
  id: Packet['id'],
  copyId: CopyId | undefined,
  { profile }: RoundSettings,
  now: number,
): Lane {
  const packet = find(lane.packets, id);
  if (!packet) return lane;
  const packets = without(lane.packets, id);
  const { load } = packet;
  switch (load.leg) {
    case 'publish': {
      if (copyId === undefined) return { ...lane, packets };
      const copy: Copy = {
        id: copyId,
        message: load.message,
        order: load.order,
        place: 'inbox',
        durable: false,
        arrivedAt: now,
        metBefore: lane.metIds.includes(load.message) || find(lane.storedIds, load.message) !== undefined,
        sent: 0,
        confirmed: 0,
      };
      return {
        ...lane,
        packets,
        copies: [...lane.copies, copy],
        metIds: including(lane.metIds, load.message),
        counts: { ...lane.counts, copies: lane.counts.copies + 1 },
      };
    }
    case 'confirm':
      return {
        ...lane,
        packets,
        orders: change(lane.orders, load.order, (order) =>
          order.confirmedAt === undefined ? having(order, { confirmedAt: now }) : order,
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
        ...lane,
        packets,
        hands: [...lane.hands, delivery],
        counts: { ...lane.counts, deliveries: lane.counts.deliveries + 1, delivered: lane.counts.delivered + 1 },
      };
    }
    case 'ack': {
      const copy = find(lane.copies, load.copy);
      const stale = copy?.current?.tag !== load.tag;
      const answer: Answer = {
        tag: load.tag,
        verb: load.verb,
        stale,
        at: now,
        ...(profile.doubleAck === 'closes-channel' ? { step: stepOf(packet) } : {}),
      };
      const answered = {
        ...lane,
        packets,
        answers: newest([...lane.answers, answer], laneLimits.answersKept),
      };
      if (load.verb === 'nack') return stale ? answered : { ...answered, copies: change(lane.copies, load.copy, back) };
      if (stale && profile.staleAck === 'ignored') return answered;
      // A stale ack names its own copy at most; a commit in time covers what lies before it.
      const covered = stale || profile.ackScope === 'one' ? [] : lane.copies.filter((other) => isCovered(other, copy));
      return [...covered.map(({ id: before }) => before), load.copy].reduce(
        (acked, done) => removeCopy(acked, done, 'acked', now),
        answered,
      );
    }
  }
  // A leg from a newer version of the log.
  return { ...lane, packets };
}

export function packetDropped(lane: Lane, packetId: Packet['id'], now: number): Lane {
  const packet = find(lane.packets, packetId);
  if (!packet) return lane;
  const { id, from, to, sentAt, arrivesAt, load } = packet;
  const drop: Drop = { id, from, to, leg: load.leg, sentAt, arrivesAt, at: now };
  return {
    ...lane,
    packets: without(lane.packets, packetId),
    drops: newest([...lane.drops, drop], laneLimits.dropsKept),
    counts: { ...lane.counts, dropped: lane.counts.dropped + 1 },
  };
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

/** The packet that an answer's consumer sent, whichever of it and its twin this one is. */
export function stepOf({ twinOf, id }: Packet): Packet['id'] {
  return twinOf ?? id;
}
