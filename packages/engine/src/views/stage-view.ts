import type { FaultId, LaneId, PacketId, PlayerId, SeatId } from '../base/ids.ts';
import type { FaultKind, Leg } from '../model/fault.ts';
import type { Drop, Lane, Packet, Role, Seat } from '../model/lane.ts';
import { find } from '../base/list.ts';
import type { Policy } from '../model/policy.ts';
import { shown } from './shown.ts';
import type { SessionState } from '../model/state.ts';

/**
 * A lane as the projector shows it: machines, packets on their way and where they were lost, but not what
 * became of the orders. Collections are objects by ID; times are game ms.
 */
export interface LaneView {
  id: LaneId;
  seats: Record<SeatId, StageSeat>;
  packets: Record<PacketId, StagePacket>;
  drops: Record<PacketId, Omit<Drop, 'id'>>;
  faults: Record<FaultId, StageFault>;
}

export interface StageSeat {
  role: Role;
  /** Name of the seat's owner. */
  name?: string;
  player?: PlayerId;
  driver: Seat['driver'];
  /** Whether the owner's phone is away: a fact of the real network. */
  away: boolean;
  down: boolean;
  /** Until when the machine works on its last action, in game ms. */
  busyUntil?: number;
  policy?: Policy;
  /** How much the machine holds: orders open, copies waiting, deliveries in hand. */
  load: { open: number } | { inbox: number; ready: number; out: number; parked: number } | { hand: number };
}

export interface StagePacket {
  leg: Leg;
  verb?: 'nack';
  from: SeatId;
  to: SeatId;
  sentAt: number;
  arrivesAt: number;
  label: string;
}

export interface StageFault {
  what: FaultKind;
  /** The share of packets that it hits, above 0 and at most 1, where that is chance. */
  rate?: number;
  /** Packets that it will still hit. */
  left?: number;
  /** Game ms when it ends automatically. */
  until?: number;
}

export function viewLane(state: SessionState, lane: Lane): LaneView {
  const view: LaneView = { id: lane.id, seats: {}, packets: {}, drops: {}, faults: {} };
  for (const seat of lane.seats) {
    const player = seat.player === undefined ? undefined : find(state.players, seat.player);
    view.seats[seat.id] = {
      role: seat.role,
      ...(player ? { name: player.name, player: player.id } : {}),
      driver: seat.driver,
      away: player ? !player.connected : false,
      down: seat.down !== undefined,
      ...(seat.busyUntil === undefined ? {} : { busyUntil: seat.busyUntil }),
      ...(seat.policy && { policy: seat.policy }),
      load: loadOf(lane, seat),
    };
  }
  for (const packet of lane.packets) view.packets[packet.id] = shown(packetsShown, packet, () => viewPacket(packet));
  for (const drop of lane.drops) view.drops[drop.id] = shown(dropsShown, drop, () => viewDrop(drop));
  for (const { id, what, span, left, until } of lane.faults) {
    view.faults[id] = {
      what,
      ...('rate' in span ? { rate: span.rate } : {}),
      ...(left === undefined ? {} : { left }),
      ...(until === undefined ? {} : { until }),
    };
  }
  return view;
}

const packetsShown = new WeakMap<Packet, StagePacket>();
const dropsShown = new WeakMap<Drop, Omit<Drop, 'id'>>();

function viewPacket({ from, to, sentAt, arrivesAt, load }: Packet): StagePacket {
  return {
    leg: load.leg,
    ...(load.leg === 'ack' && load.verb === 'nack' ? { verb: 'nack' as const } : {}),
    from,
    to,
    sentAt,
    arrivesAt,
    label: load.leg === 'ack' ? load.tag : load.message,
  };
}

function viewDrop({ id: _id, ...drop }: Drop): Omit<Drop, 'id'> {
  return drop;
}

function loadOf(lane: Lane, seat: Seat): StageSeat['load'] {
  if (seat.role === 'producer') {
    return {
      open: lane.orders.filter(
        (order) => order.producer === seat.id && order.confirmedAt === undefined && order.givenUpAt === undefined,
      ).length,
    };
  }
  if (seat.role === 'consumer') return { hand: lane.hands.filter((hand) => hand.consumer === seat.id).length };
  const load = { inbox: 0, ready: 0, out: 0, parked: 0 };
  for (const copy of lane.copies) load[copy.place]++;
  return load;
}
