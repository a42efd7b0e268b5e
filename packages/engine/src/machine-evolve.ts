import { back } from './copies.ts';
import { profileOf } from './effective-profile.ts';
import type { FaultId, SeatId } from './ids.ts';
import type { Lane, Seat } from './lane.ts';
import { change, find, having, omit } from './list.ts';
import type { RoundSettings } from './settings.ts';

/** The seats, one of which acted now. */
export function acted(seats: Lane['seats'], seat: SeatId, now: number): Lane['seats'] {
  return change(seats, seat, (entry) => ({ ...entry, actedAt: now }));
}

/** The seats, one of which acted now and is busy with that for a while. */
export function worked(seats: Lane['seats'], seat: SeatId, now: number, ms: number): Lane['seats'] {
  if (!(ms > 0)) return acted(seats, seat, now);
  return change(seats, seat, (entry) => having(entry, { actedAt: now, busyUntil: now + ms }));
}

/** What a machine had in memory is gone. */
export function machineCrashed(lane: Lane, id: SeatId, fault: FaultId, settings: RoundSettings): Lane {
  const seat = find(lane.seats, id);
  if (!seat) return lane;
  const next: Lane = {
    ...lane,
    seats: change(lane.seats, id, (entry) => having<Seat>(omit(entry, 'busyUntil'), { down: { fault } })),
  };
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
      dedupLogs:
        profileOf(settings, seat).dedupLog === 'volatile'
          ? lane.dedupLogs.filter((log) => log.owner !== id)
          : lane.dedupLogs,
    };
  }
  return next;
}
