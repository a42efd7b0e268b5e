import type { Lane, LaneEvent, Load, Packet, Role, SeatId } from '@ack-attack/engine';

/** What a machine on autopilot can have counted itself since the round began. */
export type SeatCounts =
  | {
      role: 'producer';
      orders: number;
      /** Publish steps, and those of them that were not the order's first. */
      sent: number;
      resent: number;
      confirms: number;
      givenUp: number;
    }
  | {
      role: 'broker';
      /** Copies that came. */
      arrived: number;
      stored: number;
      confirms: number;
      /** Deliver steps, and those of them that were not the copy's first. */
      sent: number;
      resent: number;
      acks: number;
      nacks: number;
      parked: number;
    }
  | {
      role: 'consumer';
      delivered: number;
      /** Charges and commits that were carried out. */
      worked: number;
      /** Deliveries that a check or a commit found in the log. */
      seen: number;
      failed: number;
      acks: number;
      nacks: number;
    };

/** What a machine has counted before anything happened. */
export function noCounts(role: Role): SeatCounts {
  switch (role) {
    case 'producer':
      return { role, orders: 0, sent: 0, resent: 0, confirms: 0, givenUp: 0 };
    case 'broker':
      return { role, arrived: 0, stored: 0, confirms: 0, sent: 0, resent: 0, acks: 0, nacks: 0, parked: 0 };
    case 'consumer':
      return { role, delivered: 0, worked: 0, seen: 0, failed: 0, acks: 0, nacks: 0 };
  }
}

/** Counts of a lane's machines, by seat. */
export type LaneCounts = Readonly<Record<SeatId, SeatCounts>>;

/**
 * Folds one event of a lane into what its machines counted (SCO-16).
 *
 * @param lane as it was before the event
 */
export function foldLaneCounts(counts: LaneCounts, lane: Lane, event: LaneEvent): LaneCounts {
  switch (event.type) {
    case 'orderPlaced':
      return counted(counts, event.producer, 'orders');
    case 'orderGivenUp':
      return counted(counts, event.seat, 'givenUp');
    case 'packetSent':
      return event.packet.twinOf === undefined ? countSent(counts, lane, event.packet) : counts;
    case 'packetArrived': {
      const packet = lane.packets.find(({ id }) => id === event.packet);
      return packet ? counted(counts, packet.to, arrivals(packet.load)) : counts;
    }
    case 'copyStored':
      return counted(counts, event.seat, 'stored');
    case 'copyParked':
      return counted(counts, event.seat, 'parked');
    case 'copyDeadLettered': {
      const broker = lane.seats.find(({ role }) => role === 'broker');
      return broker ? counted(counts, broker.id, 'parked') : counts;
    }
    case 'logChecked':
      return event.says === 'seen' ? counted(counts, event.seat, 'seen') : counts;
    case 'cardCharged':
      return counted(counts, event.seat, 'worked');
    case 'workCommitted':
      return counted(counts, event.seat, event.outcome === 'done' ? 'worked' : 'seen');
    case 'workFailed':
      return counted(counts, event.seat, 'failed');
    default:
      return counts;
  }
}

type Field = SeatCounts extends infer Counts ? (Counts extends unknown ? Exclude<keyof Counts, 'role'> : never) : never;

function countSent(counts: LaneCounts, lane: Lane, { from, load }: Packet): LaneCounts {
  switch (load.leg) {
    case 'publish': {
      const again = lane.orders.find(({ id }) => id === load.order)?.sendings.length;
      return counted(again ? counted(counts, from, 'resent') : counts, from, 'sent');
    }
    case 'deliver': {
      const again = lane.copies.find(({ id }) => id === load.copy)?.sent;
      return counted(again ? counted(counts, from, 'resent') : counts, from, 'sent');
    }
    case 'confirm':
      return counted(counts, from, 'confirms');
    case 'ack':
      return counted(counts, from, load.verb === 'ack' ? 'acks' : 'nacks');
  }
}

function arrivals(load: Load): Field {
  if (load.leg === 'publish') return 'arrived';
  if (load.leg === 'confirm') return 'confirms';
  if (load.leg === 'deliver') return 'delivered';
  return load.verb === 'ack' ? 'acks' : 'nacks';
}

function counted(counts: LaneCounts, seat: SeatId, field: Field): LaneCounts {
  const own: SeatCounts | undefined = counts[seat];
  const before = (own as Partial<Record<Field, number>> | undefined)?.[field];
  if (!own || before === undefined) return counts;
  return { ...counts, [seat]: { ...own, [field]: before + 1 } };
}
