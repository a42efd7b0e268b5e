import type { LanePlan, SeatPlan } from '../model/events.ts';
import type { LaneId, PlayerId, SeatId } from '../base/ids.ts';
import type { Lane, Role } from '../model/lane.ts';
import type { Player, SessionState } from '../model/state.ts';

type Owners = ReadonlyMap<SeatId, PlayerId>;

/** Everybody keeps to the own lane while its size allows, and gets the role there that is most due. */
export function rotated(state: SessionState, lanes: readonly Pick<LanePlan, 'seats'>[]): Owners {
  const owners = new Map<SeatId, PlayerId>();
  const groups = grouped(
    state,
    lanes.map(({ seats }) => seats.length),
  );
  lanes.forEach(({ seats }, index) => {
    const members = groups[index] ?? [];
    const pairs = members.length < seats.length ? chosenSeats(members, seats) : dealtSeats(members, seats);
    for (const [player, seat] of pairs) owners.set(seat.id, player.id);
  });
  return owners;
}

type Pairs = readonly (readonly [Player, SeatPlan])[];

/**
 * For a full lane. The roles of which there are few are given first, to players that had them least and has waited for them
 * as a producer most often; of those alike to those that joined last, so that the first to join begin as producers.
 */
function dealtSeats(members: readonly Player[], seats: readonly SeatPlan[]): Pairs {
  let waiting = members;
  return (['consumer', 'broker', 'producer'] as const).flatMap((role) => {
    const open = seats.filter((seat) => seat.role === role);
    const byNeed = [...waiting]
      .reverse()
      .sort((a, b) => had(a, role) - had(b, role) || had(b, 'producer') - had(a, 'producer'));
    const due = new Set(byNeed.slice(0, open.length));
    const chosen = waiting.filter((player) => due.has(player));
    waiting = waiting.filter((player) => !due.has(player));
    return open.flatMap((seat, index) => {
      const player = chosen[index];
      return player ? [[player, seat] as const] : [];
    });
  });
}

/** For a lane that bots fill: each takes the free seat whose role was had least. */
function chosenSeats(members: readonly Player[], seats: readonly SeatPlan[]): Pairs {
  const free = [...seats];
  return members.flatMap((player) => {
    const [best] = [...free].sort((a, b) => had(player, a.role) - had(player, b.role));
    if (!best) return [];
    free.splice(free.indexOf(best), 1);
    return [[player, best] as const];
  });
}

function had({ turns }: Player, role: Role): number {
  return turns?.[role] ?? 0;
}

/** Everybody has the seat of the last round again, or the one that the host gave; the others fill what is free. */
export function placed(
  { players, rules, assignedSeats }: SessionState,
  lanes: readonly Pick<LanePlan, 'seats'>[],
): Owners {
  const free = new Set(lanes.flatMap(({ seats }) => seats.map(({ id }) => id)));
  const owners = new Map<SeatId, PlayerId>();
  const take = (player: PlayerId, seat: SeatId | undefined) => {
    if (seat === undefined || !free.delete(seat)) return false;
    owners.set(seat, player);
    return true;
  };
  const seatless = players.filter(
    ({ id, seat }) => !take(id, rules.seating === 'by-hand' ? (assignedSeats[id] ?? seat) : seat),
  );
  for (const { id } of seatless) take(id, [...free][0]);
  return owners;
}

/** The players of each lane: in the order of joining, with the lanes of the last round kept together. */
function grouped(state: SessionState, sizes: readonly number[]): readonly (readonly Player[])[] {
  const joined = new Map(state.players.map((player, index) => [player, index]));
  const order = [...state.players].sort((a, b) => laneIndex(state.lanes, a.lane) - laneIndex(state.lanes, b.lane));
  let from = 0;
  return sizes.map((size) => {
    const members = order.slice(from, from + size);
    from += size;
    return members.sort((a, b) => (joined.get(a) ?? 0) - (joined.get(b) ?? 0));
  });
}

function laneIndex(lanes: readonly Lane[], id: LaneId | undefined): number {
  const index = lanes.findIndex((lane) => lane.id === id);
  return index < 0 ? lanes.length : index;
}
