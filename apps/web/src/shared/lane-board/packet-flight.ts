import type { Drop, LaneView, PacketId, SeatId, StagePacket } from '@ack-attack/engine';
import { along, wireOf, type Path, type BoardPoint } from './lane-geometry.ts';

/** How a packet looks: its leg, or the no that an ack can be. */
export type PacketLook = StagePacket['leg'] | 'nack';

/** A packet on its way through a lane's field. Times are game ms. */
export interface Flight {
  id: PacketId;
  wire: Path;
  sentAt: number;
  arrivesAt: number;
  look: PacketLook;
  label: string;
}

/** Where a packet was lost. */
export interface Loss {
  place: BoardPoint;
  at: number;
}

/** Under reduced motion a packet stands in so many places, one after the other. */
const calmSteps = 4;
/** How long the place of a loss is shown, in game ms. */
const lossLastsMs = 2_400;

/** The packets of a lane, in the order they were sent. */
export function flightsOf({ packets }: LaneView, places: Readonly<Record<SeatId, BoardPoint>>): readonly Flight[] {
  return (Object.entries(packets) as [PacketId, StagePacket][])
    .flatMap(([id, { leg, verb, from, to, sentAt, arrivesAt, label }]) => {
      const wire = wireOf(leg, from, to, places);
      return wire ? [{ id, wire, sentAt, arrivesAt, look: verb ?? leg, label }] : [];
    })
    .sort((a, b) => a.sentAt - b.sentAt);
}

/** The losses of a lane that its view still knows. */
export function lossesOf({ drops }: LaneView, places: Readonly<Record<SeatId, BoardPoint>>): readonly Loss[] {
  return Object.values<Omit<Drop, 'id'>>(drops).flatMap(({ leg, from, to, sentAt, arrivesAt, at }) => {
    const wire = wireOf(leg, from, to, places);
    return wire ? [{ place: along(wire, shareOf({ sentAt, arrivesAt }, at)), at }] : [];
  });
}

/** Where a packet is at a game time. */
export function placeAt(flight: Flight, gameMs: number, calm: boolean): BoardPoint {
  const share = shareOf(flight, gameMs);
  const shown = calm ? (Math.min(calmSteps - 1, Math.floor(share * calmSteps)) + 0.5) / calmSteps : share;
  return along(flight.wire, shown);
}

function shareOf({ sentAt, arrivesAt }: Pick<Flight, 'sentAt' | 'arrivesAt'>, gameMs: number): number {
  return Math.min(1, Math.max(0, (gameMs - sentAt) / Math.max(1, arrivesAt - sentAt)));
}

/** A burst as it looks some time after the loss: sizes are shares of its full one. Undefined once it is over. */
export interface BurstLook {
  opacity: number;
  scale: number;
  /** How far its splinters have flown, and how much of them is left. */
  splinters: { spread: number; opacity: number };
}

export function burstAt({ at }: Pick<Loss, 'at'>, gameMs: number, calm: boolean): BurstLook | undefined {
  const age = (gameMs - at) / lossLastsMs;
  if (age < 0 || age >= 1) return undefined;
  if (calm) return { opacity: 1, scale: 1, splinters: { spread: 0, opacity: 0 } };
  const flown = Math.min(1, age / 0.35);
  return {
    opacity: age < 0.75 ? 1 : (1 - age) / 0.25,
    scale: age < 0.08 ? 0.3 + (age / 0.08) * 1.1 : age < 0.2 ? 1.4 - ((age - 0.08) / 0.12) * 0.4 : 1,
    splinters: { spread: 1 - (1 - flown) ** 3, opacity: 1 - flown },
  };
}

/** The one of some places that is nearest to a point, and no farther than `reach` from it. */
export function nearest<T>(
  entries: readonly { what: T; x: number; y: number }[],
  to: BoardPoint,
  reach: number,
): T | undefined {
  let best: T | undefined;
  let least = reach;
  for (const { what, x, y } of entries) {
    const distance = Math.hypot(x - to.x, y - to.y);
    if (distance <= least) [best, least] = [what, distance];
  }
  return best;
}
