import type { Leg, Role, SeatId, StageSeat } from '@ack-attack/engine';

/** A place in a lane's field, in hundredths of its width and height. */
export interface BoardPoint {
  x: number;
  y: number;
}

export interface Path {
  from: BoardPoint;
  to: BoardPoint;
}

const columns: Record<Role, number> = { producer: 11, broker: 45, consumer: 79 };
/** From the middle of a machine to where a packet leaves it. */
const reach: Record<Role, number> = { producer: 8, broker: 10, consumer: 8 };
/** Out and back are two wires, this far from their middle. */
const wireGap = 5.5;
/** A machine's middle lies above that of its share of the field, which leaves room for its name. */
const nameRoom = 4;

export const bankPlace: BoardPoint = { x: 95.5, y: 50 - nameRoom };

/** All that flies and bursts stays between these columns; the area redrawn at every frame is no wider. */
export const flightStrip = { left: 7, width: 76 };

/** Where every machine of a lane stands: producers left, the broker in the middle, consumers right. */
export function machinePlaces(seats: Readonly<Record<SeatId, StageSeat>>): Record<SeatId, BoardPoint> {
  const byRole: Record<Role, SeatId[]> = { producer: [], broker: [], consumer: [] };
  for (const id of Object.keys(seats).sort(bySeatNumber) as SeatId[]) {
    const seat = seats[id];
    if (seat) byRole[seat.role].push(id);
  }
  const places: Record<SeatId, BoardPoint> = {};
  for (const role of ['producer', 'broker', 'consumer'] as const) {
    const ids = byRole[role];
    ids.forEach((id, index) => (places[id] = { x: columns[role], y: ((index + 0.5) / ids.length) * 100 - nameRoom }));
  }
  return places;
}

function bySeatNumber(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

/** The wire of a leg between two machines, from its sender. Undefined where one of them is gone. */
export function wireOf(
  leg: Leg,
  from: SeatId,
  to: SeatId,
  places: Readonly<Record<SeatId, BoardPoint>>,
): Path | undefined {
  const sender = places[from];
  const receiver = places[to];
  if (!sender || !receiver) return undefined;
  const rightward = leg === 'publish' || leg === 'deliver';
  const shift = rightward ? -wireGap : wireGap;
  const [senderRole, receiverRole] = endsOf[leg];
  const end = (place: BoardPoint, role: Role, other: BoardPoint, side: 1 | -1): BoardPoint => ({
    x: place.x + side * reach[role],
    // Many wires meet at the broker, each at its own height.
    y: (role === 'broker' ? place.y + (other.y - place.y) * 0.4 : place.y) + shift,
  });
  return {
    from: end(sender, senderRole, receiver, rightward ? 1 : -1),
    to: end(receiver, receiverRole, sender, rightward ? -1 : 1),
  };
}

const endsOf: Record<Leg, readonly [Role, Role]> = {
  publish: ['producer', 'broker'],
  confirm: ['broker', 'producer'],
  deliver: ['broker', 'consumer'],
  ack: ['consumer', 'broker'],
};

export interface Wire {
  leg: Leg;
  key: string;
  /** From the middle of one machine to that of the other; the machines hide its ends. */
  points: readonly BoardPoint[];
}

/** All wires of a lane. */
export function wiresOf(
  seats: Readonly<Record<SeatId, StageSeat>>,
  places: Readonly<Record<SeatId, BoardPoint>>,
): readonly Wire[] {
  const ids = Object.keys(seats) as SeatId[];
  const broker = ids.find((id) => seats[id]?.role === 'broker');
  if (!broker) return [];
  return ids.flatMap((id) => {
    const role = seats[id]?.role;
    const legs: readonly [Leg, Leg] | undefined =
      role === 'producer' ? ['publish', 'confirm'] : role === 'consumer' ? ['ack', 'deliver'] : undefined;
    if (!legs) return [];
    return legs.flatMap((leg, index) => {
      const [sender, receiver] = index === 0 ? [id, broker] : [broker, id];
      const path = wireOf(leg, sender, receiver, places);
      if (!path) return [];
      const inside = (seat: SeatId, { x, y }: BoardPoint): BoardPoint => ({ x: places[seat]?.x ?? x, y });
      const points = [inside(sender, path.from), path.from, path.to, inside(receiver, path.to)];
      return [{ leg, key: `${leg} ${id}`, points }];
    });
  });
}

/** The point at a share of the way, from 0 to 1. */
export function along({ from, to }: Path, share: number): BoardPoint {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
