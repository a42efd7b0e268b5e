import { randomInt, type BrokerView, type Contract, type CopyId, type CopyView, type SeatId } from '@ack-attack/engine';
import type { BotContext, Choice } from './choice.ts';
import { ackPatienceMs, prefetch } from './overdue.ts';

/**
 * The broker's textbook.
 *
 * at-most-once:
 * 1. Deliver what comes in at once, to the least busy consumer, without storing or confirming it.
 * 2. Never deliver a copy a second time, nor a message that it has met before.
 * 3. Throw away what was met before and what nobody answered, where the level lets it.
 *
 * at-least-once, exactly-once:
 * 1. Store a copy first: only what is durable is safe.
 * 2. Then confirm it. A resend is confirmed again, because the first confirm may be what was lost.
 * 3. Then deliver it, to the least busy consumer, no more than `prefetch` each.
 * 4. No ack in time: requeue it and deliver it again.
 *
 * Whatever has waited longest comes first, so that nothing starves; an answer to a producer gets a head start.
 */
export function chooseBroker(view: BrokerView, context: BotContext, contract: Contract): Choice | undefined {
  return contract === 'at-most-once' ? chooseOnce(view, context) : chooseSafely(view, context, contract);
}

function chooseOnce(view: BrokerView, context: BotContext): Choice | undefined {
  const ackMs = ackPatienceMs(context.settings, 'at-most-once');
  const canDiscard = context.settings.offered.includes('discard');
  const busy = copiesOut(view);
  let rubbish: Choice | undefined;
  for (const [id, copy] of entriesOf(view)) {
    const waits = copy.place === 'inbox' || copy.place === 'ready';
    if (waits && copy.sent === 0 && !copy.metBefore) {
      const to = leastBusy(busy, context, id, copy);
      if (to !== undefined) return { action: { do: 'deliver', copy: id, to }, reason: 'deliver-without-waiting' };
    }
    if (!canDiscard || rubbish) continue;
    if (waits) rubbish = { action: { do: 'discard', copy: id }, reason: 'already-met-discard' };
    else if (unansweredAt(copy, ackMs) <= context.now)
      rubbish = { action: { do: 'discard', copy: id }, reason: 'unanswered-discard' };
  }
  return rubbish;
}

function chooseSafely(view: BrokerView, context: BotContext, contract: Contract): Choice | undefined {
  const ackMs = ackPatienceMs(context.settings, contract);
  // A receipt waits for nothing but its confirm, and its producer has waited longest.
  for (const id of Object.keys(view.receipts) as CopyId[]) {
    return { action: { do: 'confirm', copy: id }, reason: 'finished-so-confirm' };
  }
  const busy = copiesOut(view);
  let best: Choice | undefined;
  let bestSince = Infinity;
  for (const [id, copy] of entriesOf(view)) {
    const since = waitingSince(copy, ackMs, context);
    if (since >= bestSince) continue;
    const choice = nextStep(id, copy, busy, ackMs, context);
    if (!choice) continue;
    best = choice;
    bestSince = since;
  }
  return best;
}

/** Game ms since which a copy waits for the broker. */
function waitingSince(copy: CopyView, ackMs: number, context: BotContext): number {
  // Every late confirm brings a resend, and with it more work: a producer's answer gets a head start.
  if (!isAnswered(copy)) return copy.arrivedAt - context.settings.overdueMs / 2;
  const overdueAt = unansweredAt(copy, ackMs);
  return overdueAt <= context.now ? overdueAt : copy.arrivedAt;
}

/** Whether its producer has been told all that there is to tell. */
function isAnswered(copy: CopyView): boolean {
  return copy.confirmed > 0 || (copy.place !== 'inbox' && !copy.durable);
}

/** What this copy wants next, if it wants anything now. */
function nextStep(
  id: CopyId,
  copy: CopyView,
  busy: ReadonlyMap<SeatId, number>,
  ackMs: number,
  context: BotContext,
): Choice | undefined {
  if (copy.place === 'inbox') return { action: { do: 'store', copy: id }, reason: 'store-before-confirm' };
  if (!isAnswered(copy)) {
    return { action: { do: 'confirm', copy: id }, reason: 'stored-so-confirm' };
  }
  if (copy.place === 'ready') {
    const to = leastBusy(busy, context, id, copy);
    if (to === undefined) return undefined;
    // Without acks the broker cannot know how busy a consumer is.
    if (context.settings.profile.ackMode === 'manual' && (busy.get(to) ?? 0) >= prefetch) return undefined;
    return {
      action: { do: 'deliver', copy: id, to },
      reason: copy.sent > 0 ? 'redeliver-stored-copy' : 'deliver-stored-copy',
    };
  }
  if (copy.current && unansweredAt(copy, ackMs) <= context.now) {
    return { action: { do: 'requeue', tag: copy.current.tag }, reason: 'no-ack-requeue' };
  }
  return undefined;
}

/** Game ms when the copy's ack is overdue, Infinity where none is awaited. */
function unansweredAt(copy: CopyView, ackMs: number): number {
  return copy.current ? copy.current.at + ackMs : Infinity;
}

function copiesOut(view: BrokerView): ReadonlyMap<SeatId, number> {
  const busy = new Map(view.consumers.map((seat) => [seat, 0]));
  for (const { current } of Object.values(view.copies) as CopyView[]) {
    if (current) busy.set(current.to, (busy.get(current.to) ?? 0) + 1);
  }
  return busy;
}

/** The consumer with the fewest copies out; among equals one by lot, so that a dead one is not asked for ever. */
function leastBusy(
  busy: ReadonlyMap<SeatId, number>,
  context: BotContext,
  id: CopyId,
  copy: CopyView,
): SeatId | undefined {
  const fewest = Math.min(...busy.values());
  const idle = [...busy].flatMap(([seat, out]) => (out === fewest ? [seat] : []));
  if (idle.length < 2) return idle[0];
  return idle[randomInt(0, idle.length - 1, context.seed, id, 'consumer', copy.sent)];
}

function entriesOf(view: BrokerView): [CopyId, CopyView][] {
  return Object.entries(view.copies) as [CopyId, CopyView][];
}

/** Game ms when the next ack that has not come will be overdue. */
export function brokerWakesAt(view: BrokerView, context: BotContext, contract: Contract): number {
  const ackMs = ackPatienceMs(context.settings, contract);
  const times = (Object.values(view.copies) as CopyView[]).map((copy) => unansweredAt(copy, ackMs));
  return Math.min(Infinity, ...times.filter((at) => at > context.now));
}
