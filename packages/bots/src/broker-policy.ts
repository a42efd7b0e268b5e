import {
  randomInt,
  type BrokerPolicy,
  type BrokerView,
  type CopyId,
  type CopyView,
  type SeatId,
} from '@ack-attack/engine';
import type { BotContext, Choice } from './choice.ts';

/**
 * A broker's next step by its policy. One that promises nothing, neither a confirm nor an ack, delivers what comes in
 * at once, never a second time, never what it has met before, and throws the rest away where the level lets it.
 * Any other:
 * 1. Store a copy first, if it stores: only what is durable is safe.
 * 2. Confirm it, before or after that. A resend is confirmed again, because the first confirm may be what was lost.
 * 3. Then deliver it, to the least busy consumer, no more than the prefetch each.
 * 4. No ack in time: requeue it, where no clock of the level does, and deliver it again.
 * 5. Delivered too often: park it, where that is offered.
 *
 * The entry that has waited longest comes first, so that none starves; an answer to a producer gets a head start.
 */
export function chooseBroker(view: BrokerView, policy: BrokerPolicy, context: BotContext): Choice | undefined {
  return promisesNothing(policy) ? chooseOnce(view, policy, context) : chooseSafely(view, policy, context);
}

function promisesNothing({ confirm, ackMode }: BrokerPolicy): boolean {
  return confirm === 'never' && ackMode === 'auto';
}

function chooseOnce(view: BrokerView, policy: BrokerPolicy, context: BotContext): Choice | undefined {
  const canDiscard = context.settings.offered.includes('discard');
  const room = roomFor(view, policy, context);
  let rubbish: Choice | undefined;
  for (const [id, copy] of entriesOf(view)) {
    const waits = copy.place === 'inbox' || copy.place === 'ready';
    if (waits && copy.sent === 0 && !copy.metBefore) {
      const choice = toStore(id, copy, room, policy) ?? delivery(id, copy, room, context, 'deliver-without-waiting');
      if (choice) return choice;
    } else if (canDiscard && !rubbish) {
      if (waits) rubbish = { action: { do: 'discard', copy: id }, reason: 'already-met-discard' };
      else if (unansweredAt(copy, policy) <= context.now)
        rubbish = { action: { do: 'discard', copy: id }, reason: 'unanswered-discard' };
    }
  }
  return rubbish;
}

function chooseSafely(view: BrokerView, policy: BrokerPolicy, context: BotContext): Choice | undefined {
  if (policy.confirm !== 'never') {
    // A receipt waits for nothing but its confirm, and its producer has waited longest.
    for (const id of Object.keys(view.receipts) as CopyId[]) {
      return { action: { do: 'confirm', copy: id }, reason: 'finished-so-confirm' };
    }
  }
  const room = roomFor(view, policy, context);
  let best: Choice | undefined;
  let bestSince = Infinity;
  for (const [id, copy] of entriesOf(view)) {
    const since = waitingSince(copy, policy, context);
    if (since >= bestSince) continue;
    const choice = nextStep(id, copy, room, policy, context);
    if (!choice) continue;
    best = choice;
    bestSince = since;
  }
  return best;
}

/** Game ms since which a copy waits for the broker. */
function waitingSince(copy: CopyView, policy: BrokerPolicy, { settings, now }: BotContext): number {
  // Every late confirm brings a resend, and with it more work: a producer's answer gets a head start.
  if (wantsConfirm(copy, policy)) return copy.arrivedAt - settings.overdueMs / 2;
  const overdueAt = unansweredAt(copy, policy);
  return overdueAt <= now ? overdueAt : copy.arrivedAt;
}

/** Whether its producer still awaits a confirm or a nack. */
function wantsConfirm(copy: CopyView, { confirm, store }: BrokerPolicy): boolean {
  if (confirm === 'never' || copy.confirmed > 0) return false;
  return copy.place === 'inbox' || copy.durable || !store || confirm === 'before-store';
}

/** What this copy wants next, if it wants anything now. */
function nextStep(
  id: CopyId,
  copy: CopyView,
  room: Room,
  policy: BrokerPolicy,
  context: BotContext,
): Choice | undefined {
  const { settings, now } = context;
  const confirming = wantsConfirm(copy, policy);
  if (confirming && policy.confirm === 'before-store') {
    return { action: { do: 'confirm', copy: id }, reason: 'confirm-before-store' };
  }
  const storing = toStore(id, copy, room, policy);
  if (storing) return storing;
  if (confirming) return { action: { do: 'confirm', copy: id }, reason: 'stored-so-confirm' };
  if (copy.place === 'ready' || copy.place === 'inbox') {
    const { deliveryLimit } = policy;
    if (
      deliveryLimit > 0 &&
      (copy.counted ?? copy.sent) >= deliveryLimit &&
      copy.durable &&
      settings.offered.includes('park')
    ) {
      return { action: { do: 'park', copy: id }, reason: 'limit-so-park' };
    }
    return delivery(id, copy, room, context, copy.sent > 0 ? 'redeliver-stored-copy' : 'deliver-stored-copy');
  }
  if (copy.current && !room.clock && unansweredAt(copy, policy) <= now) {
    return { action: { do: 'requeue', tag: copy.current.tag }, reason: 'no-ack-requeue' };
  }
  return undefined;
}

/** With partitions, consumers read only what is in the log. */
function toStore(id: CopyId, copy: CopyView, { log }: Room, { store }: BrokerPolicy): Choice | undefined {
  if (copy.place !== 'inbox' || !(store || log)) return undefined;
  return { action: { do: 'store', copy: id }, reason: 'store-before-confirm' };
}

/** Game ms when the copy's ack is overdue, Infinity where none is awaited. */
function unansweredAt(copy: CopyView, { visibilityMs }: BrokerPolicy): number {
  return copy.current && visibilityMs > 0 ? copy.current.at + visibilityMs : Infinity;
}

/** What the consumers have in hand, and what they may get now. */
interface Room {
  out: ReadonlyMap<SeatId, number>;
  prefetch: number;
  /** Whether the lane itself returns what is not acked in time. */
  clock: boolean;
  /** Present with partitions: the consumer that reads each, and the one copy of it that may be delivered next. */
  log?: { owners: readonly SeatId[]; next: ReadonlyMap<number, CopyId> };
}

function roomFor(view: BrokerView, policy: BrokerPolicy, { settings }: BotContext): Room {
  const out = new Map(view.consumers.map((seat) => [seat, 0]));
  for (const { current } of Object.values(view.copies) as CopyView[]) {
    if (current) out.set(current.to, (out.get(current.to) ?? 0) + 1);
  }
  // Without acks the broker cannot know how busy a consumer is.
  const known = settings.autopilot || settings.profile.ackMode === 'manual';
  const limits = known ? [policy.prefetch, view.prefetch ?? 0].filter((limit) => limit > 0) : [];
  return {
    out,
    prefetch: Math.min(Infinity, ...limits),
    clock: hasClock(view, settings.autopilot),
    ...(view.owners && { log: { owners: view.owners, next: nextOffsets(view) } }),
  };
}

function hasClock(view: BrokerView, autopilot: boolean): boolean {
  return autopilot || view.visibilityMs !== undefined;
}

/**
 * Of each partition the ready copy with the lowest offset, unless one is out: the commit of a later offset would
 * cover it too, done or not.
 */
function nextOffsets(view: BrokerView): ReadonlyMap<number, CopyId> {
  const lowest = new Map<number, { id: CopyId; offset: number }>();
  const waiting = new Set<number>();
  for (const [id, { partition, offset = 0, place }] of entriesOf(view)) {
    if (partition === undefined) continue;
    if (place === 'out') waiting.add(partition);
    if (place === 'ready' && offset < (lowest.get(partition)?.offset ?? Infinity))
      lowest.set(partition, { id, offset });
  }
  return new Map([...lowest].flatMap(([partition, { id }]) => (waiting.has(partition) ? [] : [[partition, id]])));
}

/** The copy's delivery to a consumer that may have it, undefined while none may. */
function delivery(
  id: CopyId,
  copy: CopyView,
  room: Room,
  context: BotContext,
  reason: Choice['reason'],
): Choice | undefined {
  const to = room.log ? readerOf(id, copy, room.log) : leastBusy(id, copy, room, context);
  if (to === undefined || (room.out.get(to) ?? 0) >= room.prefetch) return undefined;
  return { action: { do: 'deliver', copy: id, to }, reason };
}

function readerOf(id: CopyId, { partition }: CopyView, { owners, next }: NonNullable<Room['log']>): SeatId | undefined {
  return partition !== undefined && next.get(partition) === id ? owners[partition] : undefined;
}

/** The consumer with the fewest copies out; among equals one by lot, so that a dead one is not asked for ever. */
function leastBusy(id: CopyId, copy: CopyView, { out }: Room, { seed }: BotContext): SeatId | undefined {
  const fewest = Math.min(...out.values());
  const idle = [...out].flatMap(([seat, count]) => (count === fewest ? [seat] : []));
  return idle.length < 2 ? idle[0] : idle[randomInt(0, idle.length - 1, seed, id, 'consumer', copy.sent)];
}

function entriesOf(view: BrokerView): [CopyId, CopyView][] {
  return Object.entries(view.copies) as [CopyId, CopyView][];
}

/** Game ms when the next ack that has not come will be overdue. */
export function brokerWakesAt(view: BrokerView, policy: BrokerPolicy, context: BotContext): number {
  if (hasClock(view, context.settings.autopilot) && !promisesNothing(policy)) return Infinity;
  const times = (Object.values(view.copies) as CopyView[]).map((copy) => unansweredAt(copy, policy));
  return Math.min(Infinity, ...times.filter((at) => at > context.now));
}
