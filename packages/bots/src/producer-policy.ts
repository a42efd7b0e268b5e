import { laneLimits, type Contract, type OrderId, type OrderView, type ProducerView } from '@ack-attack/engine';
import type { BotContext, Choice } from './choice.ts';
import { confirmPatienceMs } from './overdue.ts';

/**
 * The producer's textbook.
 *
 * at-most-once:
 * 1. Send each new order once.
 * 2. No confirm in time: strike it from the book. It is never sent again, whatever became of it.
 *
 * at-least-once, exactly-once:
 * 1. Send each new order.
 * 2. No confirm in time: send it again under the SAME message ID, so that others can tell it is no new one.
 * 3. Confirmed: let it go.
 *
 * Whatever has waited longest comes first, so that retries never starve new orders, nor new orders retries.
 */
export function chooseProducer(view: ProducerView, context: BotContext, contract: Contract): Choice | undefined {
  let best: Choice | undefined;
  let bestSince = Infinity;
  for (const [id, order] of Object.entries(view.orders) as [OrderId, OrderView][]) {
    if (!isOpen(order)) continue;
    const since = waitingSince(order, context, contract);
    if (since > context.now || since >= bestSince) continue;
    bestSince = since;
    best = nextStep(id, order, contract);
  }
  return best;
}

function nextStep(id: OrderId, order: OrderView, contract: Contract): Choice {
  const last = order.sendings.at(-1);
  if (!last) return { action: { do: 'publish', order: id }, reason: 'send-new-order' };
  if (contract === 'at-most-once') return { action: { do: 'giveUp', order: id }, reason: 'sent-once-so-forget' };
  return { action: { do: 'publish', order: id, message: last.message }, reason: 'no-confirm-resend-same-id' };
}

function isOpen(order: OrderView): boolean {
  return order.confirmedAt === undefined && order.givenUpAt === undefined;
}

/** Game ms from which the order wants something done, Infinity where it never does. */
function waitingSince(order: OrderView, { settings }: BotContext, contract: Contract): number {
  const last = order.sendings.at(-1);
  if (!last) return order.placedAt;
  if (contract !== 'at-most-once' && order.sendings.length >= laneLimits.sendingsPerOrder) return Infinity;
  return last.at + confirmPatienceMs(settings);
}

/** Game ms when the next confirm that has not come will be overdue. */
export function producerWakesAt(view: ProducerView, context: BotContext, contract: Contract): number {
  const open = (Object.values(view.orders) as OrderView[]).filter(isOpen);
  const times = open.map((order) => waitingSince(order, context, contract));
  return Math.min(Infinity, ...times.filter((at) => at > context.now));
}
