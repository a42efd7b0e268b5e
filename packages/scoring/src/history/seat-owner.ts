import type { Lane, PlayerId, SeatId } from '@ack-attack/engine';

/** The player at a seat now; undefined where a bot acts. */
export function ownerOf(lane: Lane, seatId: SeatId): PlayerId | undefined {
  const seat = lane.seats.find((candidate) => candidate.id === seatId);
  return seat?.driver === 'player' ? seat.player : undefined;
}
