import type { CopyId, DeliveryTag } from '../base/ids.ts';
import type { LaneDraft } from './lane-draft.ts';
import type { AckRecord, Copy, Lane, Receipt } from '../model/lane.ts';
import type { Profile } from '../model/settings.ts';
import { laneLimits } from '../base/limits.ts';
import { findLastIndex, indexOf } from '../base/list.ts';

/** A copy that was out returns to where it came from. */
export function giveBack(draft: LaneDraft, id: CopyId): void {
  const copy = draft.edit('copies', id);
  if (!copy) return;
  copy.place = copy.durable ? 'ready' : 'inbox';
  delete copy.current;
}

/** All copies that are out and of which this holds return to where they came from. */
export function giveBackAll(draft: LaneDraft, which: (copy: Copy) => boolean): void {
  for (const copy of draft.lane.copies) if (copy.current && which(copy)) giveBack(draft, copy.id);
}

/** A copy has been out for too long, and returns to where it came from. */
export function expireTag(draft: LaneDraft, tag: DeliveryTag): void {
  const id = draft.lane.copies.find(({ current }) => current?.tag === tag)?.id;
  const copy = id && draft.edit('copies', id);
  if (!copy) return;
  giveBack(draft, copy.id);
  copy.expired = { times: (copy.expired?.times ?? 0) + 1, tag };
}

/** How many of the copy's deliveries count towards the delivery limit. */
export function countedDeliveries({ sent, expired }: Copy, { expiryCounts = true }: Profile): number {
  return expiryCounts ? sent : sent - (expired?.times ?? 0);
}

/** Whether an ack or nack that arrives now still counts for its copy. */
export function isInTime(
  copy: Copy | undefined,
  { verb, tag }: Pick<AckRecord, 'verb' | 'tag'>,
  { tagOutlastsVisibility = false }: Profile,
): boolean {
  if (!copy) return false;
  if (verb === 'nack' || copy.current || copy.place === 'parked') return copy.current?.tag === tag;
  return tagOutlastsVisibility && copy.expired?.tag === tag;
}

/** A copy goes to the dead-letter queue. */
export function parkCopy(draft: LaneDraft, id: CopyId): void {
  const copy = draft.edit('copies', id);
  if (!copy) return;
  copy.place = 'parked';
  copy.durable = true;
  delete copy.current;
}

/** The broker forgets a copy, and keeps for a while that it had it, where that can still be of use. */
export function removeCopy(draft: LaneDraft, id: CopyId, how: Receipt['how'], now: number): void {
  const copy = draft.take('copies', id);
  if (!copy) return;
  const { message, order, confirmed } = copy;
  const receipt: Receipt = { copy: id, message, order, how, at: now, confirmed };
  if (keepsReceipt(draft.lane, receipt)) draft.add('receipts', receipt, laneLimits.receiptsKept);
}

/** A confirm leaves the broker for a copy that it has or had. */
export function countConfirm(draft: LaneDraft, id: CopyId): void {
  if (indexOf(draft.lane.copies, id) >= 0) {
    const copy = draft.edit('copies', id);
    if (copy) copy.confirmed++;
    return;
  }
  const index = findLastIndex(draft.lane.receipts, (receipt) => receipt.copy === id);
  if (index < 0) return;
  draft.editAt('receipts', index).confirmed++;
  dropReceipts(draft);
}

/** Forgets receipts without further use. */
export function dropReceipts(draft: LaneDraft): void {
  draft.keep('receipts', (receipt) => keepsReceipt(draft.lane, receipt));
}

/** A machine on autopilot confirms by its policy and no other way: never, or once what it has not yet confirmed. */
function keepsReceipt({ seats }: Lane, { how, confirmed }: Receipt): boolean {
  const policy = seats.find(({ role }) => role === 'broker')?.policy;
  if (policy?.role !== 'broker') return true;
  return policy.confirm !== 'never' && confirmed === 0 && how !== 'discarded';
}
