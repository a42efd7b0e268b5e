import type { LaneShape } from './commands.ts';
import type { LanePlan, SeatPlan } from './events.ts';
import type { LaneId, PlayerId, SeatId } from './ids.ts';
import type { Lane, Role } from './lane.ts';
import type { SessionState } from './state.ts';
import { nextOrderAt } from './orders.ts';

/** More lanes than this are not legible on a projector, and would share their symbols. */
const mostLanes = 12;

/**
 * How many seats each lane has for a class of up to 60: lanes of 3 to 5, all of one size where twelve lanes
 * allow that, then as few lanes as can be. A class too small for a lane gets bots in it.
 */
export function laneSizes(players: number): readonly number[] {
  if (players <= 3) return [3];
  const fewest = Math.ceil(players / 5);
  const most = Math.min(mostLanes, Math.floor(players / 3));
  let lanes = fewest;
  for (let count = fewest; count <= most; count++) {
    if (players % count === 0) {
      lanes = count;
      break;
    }
  }
  const size = Math.floor(players / lanes);
  const larger = players % lanes;
  return Array.from({ length: lanes }, (_, index) => (index < larger ? size + 1 : size));
}

/** The roles of a lane, in seat order. */
export function rolesFor(size: number, maxConsumers: number): readonly Role[] {
  const consumers = size >= 5 && maxConsumers >= 2 ? 2 : 1;
  return rolesOf({ producers: size - 1 - consumers, consumers });
}

function rolesOf(shape: LaneShape): readonly Role[] {
  return [
    ...Array.from({ length: shape.producers }, () => 'producer' as const),
    'broker',
    ...Array.from({ length: shape.consumers }, () => 'consumer' as const),
  ];
}

/**
 * The lanes of the next round. Players stay with their lane while its size allows, and move one seat on,
 * so that everybody meets every role.
 */
export function planLanes(state: SessionState, round: number, shape?: LaneShape): readonly LanePlan[] {
  const { settings, seed, players } = state;
  const byHand = shape && rolesOf(shape);
  const lanesNeeded = byHand
    ? Array.from({ length: Math.max(1, Math.ceil(players.length / byHand.length)) }, () => byHand.length)
    : laneSizes(players.length);
  const groups = grouped(state, lanesNeeded);
  return lanesNeeded.map((size, index) => {
    const id = `L${index + 1}` as LaneId;
    const roles = byHand ?? rolesFor(size, settings.maxConsumers);
    const members = groups[index] ?? [];
    const next = nextOrderAt(seed, round, id, 0, settings, 0);
    return {
      id,
      seats: seatPlans(id, roles).map((seat, place) => {
        const turn = (place + round - 1) % roles.length;
        const player = members[turn];
        return player === undefined ? seat : { ...seat, player };
      }),
      ...(next === undefined ? {} : { nextOrderAt: next }),
    };
  });
}

/** Seat IDs name lane, role and number: L2.C1. */
function seatPlans(lane: LaneId, roles: readonly Role[]): readonly SeatPlan[] {
  const met: Record<Role, number> = { producer: 0, broker: 0, consumer: 0 };
  return roles.map((role) => ({ id: seatId(lane, role, ++met[role]), role }));
}

export function seatId(lane: LaneId, role: Role, number: number): SeatId {
  const letter = { producer: 'P', broker: 'B', consumer: 'C' }[role];
  return `${lane}.${letter}${number}` as SeatId;
}

/** Who plays in which lane: in the order of joining, with the lanes of the last round kept together. */
function grouped(state: SessionState, sizes: readonly number[]): readonly (readonly PlayerId[])[] {
  const order = [...state.players].sort((a, b) => laneIndex(state.lanes, a.lane) - laneIndex(state.lanes, b.lane));
  let from = 0;
  return sizes.map((size) => {
    const members = order.slice(from, from + size).map((player) => player.id);
    from += size;
    // A fixed order inside the lane makes the rotation visit every seat.
    return members.sort((a, b) => joinIndex(state, a) - joinIndex(state, b));
  });
}

function laneIndex(lanes: readonly Lane[], id: LaneId | undefined): number {
  const index = lanes.findIndex((lane) => lane.id === id);
  return index < 0 ? lanes.length : index;
}

function joinIndex(state: SessionState, id: PlayerId): number {
  return state.players.findIndex((player) => player.id === id);
}
