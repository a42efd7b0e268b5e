import type { LaneShape } from '../model/commands.ts';
import type { LanePlan, SeatPlan } from '../model/events.ts';
import type { LaneId, PlayerId, SeatId } from '../base/ids.ts';
import type { Role } from '../model/lane.ts';
import { sessionLimits } from '../base/limits.ts';
import { nextOrderAt } from '../network/orders.ts';
import { placed, rotated } from './seating.ts';
import type { SessionState } from '../model/state.ts';

/**
 * How many seats each lane has for a class of up to 60: lanes of 3 to 5, all of one size where twelve lanes
 * allow that, then as few lanes as can be. A class too small for a lane gets bots in it.
 */
export function laneSizes(players: number): readonly number[] {
  const [small, large] = sessionLimits.laneSeats;
  if (players <= small) return [small];
  const fewest = Math.ceil(players / large);
  const most = Math.min(sessionLimits.lanes, Math.floor(players / small));
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

/** Whether a lane of any round can have this ID. */
export function isLaneId(id: LaneId): boolean {
  const number = Number(/^L([1-9]\d?)$/.exec(id)?.[1]);
  return number <= sessionLimits.lanesByHand;
}

/**
 * The lanes of a round that begins now, seated by the room's rules.
 *
 * @param round its number, from 1
 */
export function planLanes(state: SessionState, round: number, shape?: LaneShape): readonly LanePlan[] {
  const { settings, seed } = state;
  const lanes = shapes(state, shape).map((roles, index) => {
    const id = `L${index + 1}` as LaneId;
    return { id, seats: seatPlans(id, roles) };
  });
  const owners = ownersOf(state, lanes);
  return lanes.map(({ id, seats }) => {
    const next = nextOrderAt(seed, round, id, 0, settings, 0);
    return {
      id,
      seats: seats.map((seat) => {
        const player = owners.get(seat.id);
        return player === undefined ? seat : { ...seat, player };
      }),
      ...(next === undefined ? {} : { nextOrderAt: next }),
    };
  });
}

function ownersOf(state: SessionState, lanes: readonly Pick<LanePlan, 'seats'>[]): ReadonlyMap<SeatId, PlayerId> {
  const { solo, players, rules } = state;
  if (!solo) return rules.seating === 'rotate' ? rotated(state, lanes) : placed(state, lanes);
  const seat = lanes[0]?.seats.find(({ role }) => role === solo.role);
  return new Map(players.slice(0, 1).flatMap(({ id }) => (seat ? [[seat.id, id] as const] : [])));
}

/** The roles of each lane. */
function shapes({ settings, players }: SessionState, shape: LaneShape | undefined): readonly (readonly Role[])[] {
  if (!shape) return laneSizes(players.length).map((size) => rolesFor(size, settings.maxConsumers));
  const roles = rolesOf(shape);
  const needed = Math.ceil(players.length / roles.length);
  return Array.from({ length: Math.max(1, shape.lanes ?? 0, needed) }, () => roles);
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
