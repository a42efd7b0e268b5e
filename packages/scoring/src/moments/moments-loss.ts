import { lastOf } from '@ack-attack/engine';
import { pointOf, type LaneHistory } from '../history/lane-history.ts';
import type { CopyRecord, Hand, OrderRecord } from '../history/lane-records.ts';
import type { Point } from '../history/lane-step.ts';
import type { momentCauses } from './moments-table.ts';

type Cause = (typeof momentCauses)['silent-loss'][number];

/** Why an order is lost, and where its last hope went. */
export function lossOf(history: LaneHistory, order: OrderRecord, bell: Point): { cause: Cause; at: Point } {
  const gone = order.copies.filter(({ end }) => end?.how !== 'deduplicated');
  const last = gone.reduce<CopyRecord | undefined>(
    (latest, copy) => (latest && endOf(latest, bell).version > endOf(copy, bell).version ? latest : copy),
    undefined,
  );
  if (last) return copyLoss(history, last, bell);
  const deduplicated = lastOf(order.copies);
  // The broker took its message for another order's.
  if (deduplicated) return { cause: 'reused-id', at: endOf(deduplicated, bell) };
  if (order.sendings.length === 0) return { cause: 'never-sent', at: pointOf(order.givenUp ?? bell) };
  const drops = order.sendings.flatMap(({ dropped }) => (dropped ? [dropped] : []));
  const drop = lastOf(drops);
  return { cause: 'publish-lost', at: laterOf(drop ?? bell, order.givenUp) };
}

function laterOf(a: Point, b: Point | undefined): Point {
  return pointOf(b && b.version > a.version ? b : a);
}

/** Where a copy could be done no more. */
function endOf(copy: CopyRecord, bell: Point): Point {
  const { end } = copy;
  if (!end) return bell;
  if (end.how !== 'acked' && end.how !== 'sent') return pointOf(end);
  const hand = decisive(copy);
  const drop = lastOf(copy.tags)?.dropped;
  if (!hand) return end.how === 'sent' && drop ? pointOf(drop) : pointOf(end);
  // A consumer that acked could still have charged until it dropped the copy.
  return laterOf(end, hand.steps.some(isSeen) ? undefined : (hand.end ?? bell));
}

/** The hand whose ack ended the copy, or the one it was last given to. */
function decisive({ end, tags }: CopyRecord): Hand | undefined {
  return end?.answer?.hand ?? lastOf(tags)?.hands[0];
}

function isSeen({ says }: { says?: string }): boolean {
  return says === 'seen' || says === 'skipped';
}

function copyLoss(history: LaneHistory, copy: CopyRecord, bell: Point): { cause: Cause; at: Point } {
  const cause = copyCause(history, copy);
  const at = endOf(copy, bell);
  if (cause !== 'confirm-before-store' && cause !== 'not-stored') return { cause, at };
  // Not only the broker let it go: it had been in a hand.
  const dismissal = undoneDismissal(copy);
  return dismissal ? { cause: 'dismissed', at: laterOf(at, dismissal) } : { cause, at };
}

/** How the last hand that a copy was in let it go undone by its own choice; undefined where it did not. */
function undoneDismissal({ tags }: CopyRecord): Point | undefined {
  const hand = lastOf(tags.flatMap(({ hands }) => hands));
  if (hand?.end?.how !== 'dismissed') return undefined;
  // Sent back or known to be done, it was not this that lost it.
  return hand.steps.some((step) => step.do === 'nack' || isSeen(step)) ? undefined : hand.end;
}

function copyCause(history: LaneHistory, copy: CopyRecord): Cause {
  const { end, confirmed } = copy;
  switch (end?.how) {
    case 'discarded':
      return 'discarded';
    case 'sent':
      return decisive(copy) ? (seenCause(history, copy) ?? 'auto-ack-unfinished') : 'auto-ack-drop';
    case 'acked':
      return seenCause(history, copy) ?? (end.answer?.arrived?.stale ? 'stale-ack-accepted' : 'ack-before-charge');
    default:
      return confirmed && !confirmed.durable ? 'confirm-before-store' : 'not-stored';
  }
}

/** Why the log said seen to the consumer that dropped the copy; undefined where it did not. */
function seenCause(history: LaneHistory, copy: CopyRecord): 'record-first' | 'reused-id' | undefined {
  if (!decisive(copy)?.steps.some(isSeen)) return undefined;
  const others = history.handsOf.get(copy.message) ?? [];
  return others.some((hand) => hand.order === copy.order && hand.steps.some((step) => step.do === 'record'))
    ? 'record-first'
    : 'reused-id';
}
