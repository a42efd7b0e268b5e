import { randomInt, type Contract, type SeatView } from '@ack-attack/engine';
import { brokerWakesAt, chooseBroker } from './broker-policy.ts';
import type { BotContext, Choice } from './choice.ts';
import { chooseConsumer } from './consumer-policy.ts';
import { paceRangeMs } from './overdue.ts';
import { chooseProducer, producerWakesAt } from './producer-policy.ts';

/**
 * The next step of a contract's textbook from what the seat knows, whatever the pace; undefined where there is
 * nothing to do now.
 *
 * @param contract whose textbook; the round's own where none is named
 */
export function chooseAction(
  view: SeatView,
  context: BotContext,
  contract: Contract = context.settings.contract,
): Choice | undefined {
  if (view.down) return undefined;
  if (view.producer) return chooseProducer(view.producer, context, contract);
  if (view.broker) return chooseBroker(view.broker, context, contract);
  if (view.consumer) return chooseConsumer(view.consumer, context, contract);
  return undefined;
}

/**
 * Game ms, after the context's now, when the next answer that has not come will be overdue for this seat, Infinity
 * where none is awaited: until then only an event can change what `chooseAction` says.
 */
export function wakesAt(view: SeatView, context: BotContext, contract: Contract = context.settings.contract): number {
  if (view.producer) return producerWakesAt(view.producer, context, contract);
  if (view.broker) return brokerWakesAt(view.broker, context, contract);
  return Infinity;
}

/** How long a bot thinks after its last action, in ms; the same for everyone who asks. */
export function paceMs(view: SeatView, context: Pick<BotContext, 'seed'>): number {
  return randomInt(...paceRangeMs, context.seed, view.id, 'pace', view.actedAt);
}

/** What a bot does at this moment: the textbook's next step, once it has had time to think. */
export function chooseBotAction(
  view: SeatView,
  context: BotContext,
  contract: Contract = context.settings.contract,
): Choice | undefined {
  if (view.actedAt + paceMs(view, context) > context.now) return undefined;
  return chooseAction(view, context, contract);
}
