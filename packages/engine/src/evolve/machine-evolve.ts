import { giveBackAll } from './copies.ts';
import { profileOf } from './effective-profile.ts';
import type { FaultId, SeatId } from '../base/ids.ts';
import type { LaneDraft } from './lane-draft.ts';
import { find, indexOf, omit } from '../base/list.ts';
import type { RoundSettings } from '../model/settings.ts';

/** A seat acted now, and its machine is busy with that for a while. */
export function markActed(draft: LaneDraft, id: SeatId, now: number, busyMs = 0): void {
  const seat = draft.edit('seats', id);
  if (!seat) return;
  seat.actedAt = now;
  if (busyMs > 0) seat.busyUntil = now + busyMs;
}

/** What a machine had in memory is gone. */
export function crash(draft: LaneDraft, id: SeatId, fault: FaultId, settings: RoundSettings): void {
  const index = indexOf(draft.lane.seats, id);
  const seat = draft.lane.seats[index];
  if (!seat) return;
  draft.list('seats')[index] = { ...omit(seat, 'busyUntil'), down: { fault } };
  if (seat.role === 'broker') {
    draft.keep('copies', (copy) => copy.durable);
    giveBackAll(draft, () => true);
    Object.assign(draft.own(), { receipts: [], answers: [], metIds: [] });
  }
  if (seat.role === 'consumer') {
    draft.keep('hands', (hand) => hand.consumer !== id);
    if (profileOf(settings, seat).dedupLog === 'volatile') draft.keep('dedupLogs', (log) => log.owner !== id);
  }
}

/** A crashed machine is back. */
export function restart(draft: LaneDraft, id: SeatId): void {
  const index = indexOf(draft.lane.seats, id);
  const seat = find(draft.lane.seats, id);
  if (seat?.down) draft.list('seats')[index] = omit(seat, 'down');
}
