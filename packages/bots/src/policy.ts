import { randomInt, type Contract, type Policy, type SeatView } from '@ack-attack/engine';
import { brokerWakesAt, chooseBroker } from './broker-policy.ts';
import type { BotContext, Choice } from './choice.ts';
import { chooseConsumer } from './consumer-policy.ts';
import { chooseProducer, producerWakesAt } from './producer-policy.ts';
import { textbookPolicy } from './textbooks.ts';

/**
 * The next step of a policy from the seat's view, at any pace; undefined where there is nothing to do
 * now, where the machine is crashed or busy, and where the policy is another role's.
 */
export function choosePolicyAction(view: SeatView, policy: Policy, context: BotContext): Choice | undefined {
  if (view.down || isBusy(view, context)) return undefined;
  if (view.producer && policy.role === 'producer') return chooseProducer(view.producer, policy, context);
  if (view.broker && policy.role === 'broker') return chooseBroker(view.broker, policy, context);
  if (view.consumer && policy.role === 'consumer') return chooseConsumer(view.consumer, policy, context);
  return undefined;
}

/**
 * The next step of a contract's textbook.
 *
 * @param contract whose textbook; the round's own where none is named
 */
export function chooseAction(
  view: SeatView,
  context: BotContext,
  contract: Contract = context.settings.contract,
): Choice | undefined {
  return choosePolicyAction(view, textbookPolicy(contract, view.role, context.settings), context);
}

/**
 * Game ms, after the context's now, when the machine is free or the next answer that has not come will be overdue
 * for this seat, Infinity where neither will be: until then only an event can change what `choosePolicyAction` says.
 */
export function policyWakesAt(view: SeatView, policy: Policy, context: BotContext): number {
  if (isBusy(view, context)) return view.busyUntil ?? context.now;
  if (view.producer && policy.role === 'producer') return producerWakesAt(view.producer, policy, context);
  if (view.broker && policy.role === 'broker') return brokerWakesAt(view.broker, policy, context);
  return Infinity;
}

/** The same for a contract's textbook. */
export function wakesAt(view: SeatView, context: BotContext, contract: Contract = context.settings.contract): number {
  return policyWakesAt(view, textbookPolicy(contract, view.role, context.settings), context);
}

function isBusy(view: SeatView, context: BotContext): boolean {
  return view.busyUntil !== undefined && view.busyUntil > context.now;
}

/** How long a bot thinks after its last action, in ms; deterministic, so that every server computes the same. */
export function paceMs(view: SeatView, { settings, seed }: Pick<BotContext, 'settings' | 'seed'>): number {
  return randomInt(...settings.paceMs, seed, view.id, 'pace', view.actedAt);
}

/** The policy that drives a seat automatically: the seat's own on autopilot, else the textbook of the round's contract. */
export function policyOf(view: SeatView, { settings }: Pick<BotContext, 'settings'>): Policy {
  return (settings.autopilot ? view.policy : undefined) ?? textbookPolicy(settings.contract, view.role, settings);
}

/** What a machine that drives itself does at this moment: the next step, once it has had time to think. */
export function chooseBotAction(view: SeatView, context: BotContext): Choice | undefined {
  if (view.actedAt + paceMs(view, context) > context.now) return undefined;
  return choosePolicyAction(view, policyOf(view, context), context);
}
