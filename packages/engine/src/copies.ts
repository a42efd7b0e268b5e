import type { CopyId } from './ids.ts';
import type { Copy, Lane, Receipt } from './lane.ts';
import { laneLimits } from './limits.ts';
import { find, newest, omit, without } from './list.ts';

/** A copy that was out returns to where it came from. */
export function back(copy: Copy): Copy {
  return { ...omit(copy, 'current'), place: copy.durable ? 'ready' : 'inbox' };
}

/** The broker forgets a copy, and keeps for a while that it had it. */
export function removeCopy(lane: Lane, id: CopyId, how: Receipt['how'], now: number): Lane {
  const copy = find(lane.copies, id);
  if (!copy) return lane;
  const receipt: Receipt = {
    copy: id,
    message: copy.message,
    order: copy.order,
    how,
    at: now,
    confirmed: copy.confirmed,
  };
  return {
    ...lane,
    copies: without(lane.copies, id),
    receipts: newest([...lane.receipts, receipt], laneLimits.receiptsKept),
  };
}
