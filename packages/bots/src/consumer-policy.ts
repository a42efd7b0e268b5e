import type { ConsumerView, Contract, DeliveryId, HandView } from '@ack-attack/engine';
import type { BotContext, Choice } from './choice.ts';

/** A delivery is dismissed when there is nothing better to do, or when this many finished ones pile up. */
const finishedHandsKept = 20;

/**
 * The consumer's textbook.
 *
 * at-most-once:
 * 1. Ack first, so that it never comes again; with auto acks there is nothing to ack.
 * 2. Then charge, once. Skip what says it was sent before.
 *
 * at-least-once:
 * 1. Charge.
 * 2. Only then ack, so that a crash in between brings it back.
 *
 * exactly-once:
 * 1. Make the effect idempotent: with the bank's keys just charge; else commit where that is offered; else
 *    check the log, charge if the ID is new, record the ID.
 * 2. Then ack; also what was seen before, or it comes back for ever.
 *
 * All: one delivery at a time, begun ones first; finished ones are dismissed last.
 */
export function chooseConsumer(view: ConsumerView, context: BotContext, contract: Contract): Choice | undefined {
  let begun: Choice | undefined;
  let next: Choice | undefined;
  let nextSince = Infinity;
  let finished: Choice | undefined;
  let finishedCount = 0;
  for (const [id, hand] of Object.entries(view.hands) as [DeliveryId, HandView][]) {
    const choice = nextStep(id, hand, context, contract);
    if (choice.action.do === 'dismiss') {
      finished ??= choice;
      finishedCount++;
    } else if (isBegun(hand)) {
      begun ??= choice;
    } else if (hand.arrivedAt < nextSince) {
      next = choice;
      nextSince = hand.arrivedAt;
    }
  }
  return finishedCount > finishedHandsKept ? finished : (begun ?? next ?? finished);
}

function isBegun(hand: HandView): boolean {
  return hand.checked !== undefined || hand.answered !== undefined || hand.recorded || isWorked(hand);
}

function isWorked(hand: HandView): boolean {
  return hand.charges > 0 || hand.committed !== undefined;
}

function nextStep(delivery: DeliveryId, hand: HandView, context: BotContext, contract: Contract): Choice {
  const dismiss: Choice = { action: { do: 'dismiss', delivery }, reason: 'finished-so-dismiss' };
  // What was sent back is the broker's again.
  if (hand.answered === 'nack') return dismiss;
  const unanswered = context.settings.profile.ackMode === 'manual' && hand.answered === undefined;
  if (contract === 'at-most-once') {
    if (unanswered) return { action: { do: 'ack', delivery }, reason: 'ack-before-charge' };
    if (isWorked(hand)) return dismiss;
    if (hand.redelivered) return { ...dismiss, reason: 'maybe-seen-skip' };
    return { action: { do: 'charge', delivery }, reason: 'charge-once' };
  }
  const work = contract === 'at-least-once' ? chargeStep(delivery, hand) : idempotentStep(delivery, hand, context);
  if (work) return work;
  if (!unanswered) return dismiss;
  const seen = hand.checked === 'seen' || hand.committed === 'skipped';
  return { action: { do: 'ack', delivery }, reason: seen ? 'seen-so-ack' : 'done-so-ack' };
}

function chargeStep(delivery: DeliveryId, hand: HandView): Choice | undefined {
  return isWorked(hand) ? undefined : { action: { do: 'charge', delivery }, reason: 'charge-before-ack' };
}

/** The next step of work that may be repeated without harm, undefined once it is done. */
function idempotentStep(delivery: DeliveryId, hand: HandView, { settings }: BotContext): Choice | undefined {
  if (hand.committed !== undefined) return undefined;
  if (hand.charges > 0) {
    if (settings.profile.bankKeys || hand.recorded) return undefined;
    return { action: { do: 'record', delivery }, reason: 'charged-so-record' };
  }
  if (settings.profile.bankKeys) return { action: { do: 'charge', delivery }, reason: 'bank-knows-the-key-charge' };
  // A log that this delivery itself was written to says seen without any charge.
  if (hand.recorded) return { action: { do: 'charge', delivery }, reason: 'recorded-so-charge' };
  if (hand.checked === 'seen') return undefined;
  if (settings.offered.includes('commit')) {
    return { action: { do: 'commit', delivery }, reason: 'commit-charge-and-record' };
  }
  if (hand.checked === undefined) return { action: { do: 'check', delivery }, reason: 'check-before-charge' };
  return { action: { do: 'charge', delivery }, reason: 'new-so-charge' };
}
