import {
  laneLimits,
  lastOf,
  random,
  type OrderId,
  type OrderView,
  type ProducerPolicy,
  type ProducerView,
} from '@ack-attack/engine';
import type { BotContext, Choice } from './choice.ts';

/** However often a wait has doubled, it ends. */
const longestRetryMs = 60_000;

/**
 * A producer's next step by its policy:
 * 1. Send each new order.
 * 2. No confirm in time: send it again, if the policy waits for one and has retries left.
 * 3. Else strike it from the book. It is never sent again, even if it was lost.
 *
 * The entry that has waited longest comes first, so that neither retries nor new orders starve.
 */
export function chooseProducer(view: ProducerView, policy: ProducerPolicy, context: BotContext): Choice | undefined {
  let best: Choice | undefined;
  let bestSince = Infinity;
  for (const [id, order] of Object.entries(view.orders) as [OrderId, OrderView][]) {
    if (!isOpen(order)) continue;
    const since = waitingSince(id, order, policy, context);
    if (since > context.now || since >= bestSince) continue;
    bestSince = since;
    best = nextStep(id, order, policy);
  }
  return best;
}

function nextStep(id: OrderId, order: OrderView, policy: ProducerPolicy): Choice {
  const last = lastOf(order.sendings);
  if (!last) return { action: { do: 'publish', order: id }, reason: 'send-new-order' };
  if (!retries(order, policy)) {
    const reason = policy.waitForConfirm ? 'retries-spent-so-give-up' : 'sent-once-so-forget';
    return { action: { do: 'giveUp', order: id }, reason };
  }
  return policy.retryId === 'same'
    ? { action: { do: 'publish', order: id, message: last.message }, reason: 'no-confirm-resend-same-id' }
    : { action: { do: 'publish', order: id }, reason: 'no-confirm-send-as-new' };
}

function isOpen(order: OrderView): boolean {
  return order.confirmedAt === undefined && order.givenUpAt === undefined;
}

function retries(order: OrderView, policy: ProducerPolicy): boolean {
  return policy.waitForConfirm && order.sendings.length <= policy.retries;
}

/** Game ms from which the order wants something done, Infinity where it never does. */
function waitingSince(id: OrderId, order: OrderView, policy: ProducerPolicy, { seed }: BotContext): number {
  const last = lastOf(order.sendings);
  if (!last) return order.placedAt;
  const sent = order.sendings.length;
  if (retries(order, policy) && sent >= laneLimits.sendingsPerOrder) return Infinity;
  const full = Math.min(longestRetryMs, policy.retryAfterMs * policy.backoff ** (sent - 1));
  const left = policy.jitter > 0 ? policy.jitter * random(seed, id, 'retry', sent) : 0;
  return last.at + Math.round(full * (1 - left));
}

/** Game ms when the next confirm that has not come will be overdue. */
export function producerWakesAt(view: ProducerView, policy: ProducerPolicy, context: BotContext): number {
  let next = Infinity;
  for (const [id, order] of Object.entries(view.orders) as [OrderId, OrderView][]) {
    if (!isOpen(order)) continue;
    const at = waitingSince(id, order, policy, context);
    if (at > context.now && at < next) next = at;
  }
  return next;
}
