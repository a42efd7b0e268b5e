import type {
  ConsumerPolicy,
  ConsumerView,
  DeliveryId,
  DeliveryTag,
  HandView,
  RoundSettings,
} from '@ack-attack/engine';
import type { BotContext, Choice } from './choice.ts';

/** A delivery is dismissed when there is nothing better to do, or when this many finished ones pile up. */
const finishedHandsKept = 20;

/**
 * A consumer's next step by its policy:
 * - Ack before: ack first, so that it never comes again, then work, and skip what says it was sent before.
 * - Ack after: work, and only then ack, so that a crash in between brings it back; ack what was seen before too,
 *   or it comes back for ever.
 * - Copies that cannot be processed are sent back, where that is offered, so that another consumer
 *   can try or the broker can park them.
 *
 * - Where a second answer to a tag closes the channel, a delivery that the network made twice is acked once.
 *
 * One delivery at a time, begun ones first; finished ones are dismissed last.
 */
export function chooseConsumer(view: ConsumerView, policy: ConsumerPolicy, context: BotContext): Choice | undefined {
  const answered = answeredTags(view, context);
  let begun: Choice | undefined;
  let next: Choice | undefined;
  let nextSince = Infinity;
  let finished: Choice | undefined;
  let finishedCount = 0;
  for (const [id, hand] of Object.entries(view.hands) as [DeliveryId, HandView][]) {
    const choice = nextStep(id, hand, answered, policy, context);
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

/** Tags that must not be answered again. */
function answeredTags(view: ConsumerView, { settings }: BotContext): ReadonlySet<DeliveryTag> {
  if (settings.profile.doubleAck === 'ignored') return new Set();
  return new Set((Object.values(view.hands) as HandView[]).flatMap(({ tag, answered }) => (answered ? [tag] : [])));
}

function isBegun(hand: HandView): boolean {
  return (
    hand.checked !== undefined ||
    hand.answered !== undefined ||
    hand.recorded ||
    isWorked(hand) ||
    hand.failed !== undefined
  );
}

function isWorked(hand: HandView): boolean {
  return hand.charges > 0 || hand.committed !== undefined;
}

function nextStep(
  delivery: DeliveryId,
  hand: HandView,
  answered: ReadonlySet<DeliveryTag>,
  policy: ConsumerPolicy,
  context: BotContext,
): Choice {
  const { settings } = context;
  const dismiss: Choice = { action: { do: 'dismiss', delivery }, reason: 'finished-so-dismiss' };
  // What was sent back is the broker's again.
  if (hand.answered === 'nack') return dismiss;
  // An autopilot's broker may forget what it has sent; a consumer cannot see that, and acks.
  const answerable = hand.answered === undefined && !answered.has(hand.tag);
  const unanswered = answerable && (settings.autopilot || settings.profile.ackMode === 'manual');
  if (hand.failed) {
    return unanswered && canNack(settings)
      ? { action: { do: 'nack', delivery }, reason: 'cannot-be-done-so-nack' }
      : { ...dismiss, reason: 'cannot-be-done-so-dismiss' };
  }
  if (policy.ack === 'before') {
    if (unanswered) return { action: { do: 'ack', delivery }, reason: 'ack-before-charge' };
    if (!isBegunWork(hand) && hand.redelivered) return { ...dismiss, reason: 'maybe-seen-skip' };
    return workStep(delivery, hand, policy, context) ?? dismiss;
  }
  const work = workStep(delivery, hand, policy, context);
  if (work) return work;
  if (!unanswered) return dismiss;
  const seen = hand.checked === 'seen' || hand.committed === 'skipped';
  return { action: { do: 'ack', delivery }, reason: seen ? 'seen-so-ack' : 'done-so-ack' };
}

/** An offset is committed or not; there is no sending it back. */
function canNack({ offered, profile }: RoundSettings): boolean {
  return offered.includes('nack') && !(profile.partitions > 0 && profile.ackScope === 'cumulative');
}

function isBegunWork(hand: HandView): boolean {
  return hand.checked !== undefined || hand.recorded || isWorked(hand);
}

/** The next step of the work, undefined once it is done. */
function workStep(
  delivery: DeliveryId,
  hand: HandView,
  policy: ConsumerPolicy,
  { settings }: BotContext,
): Choice | undefined {
  const charge = (reason: Choice['reason']): Choice => ({ action: { do: 'charge', delivery }, reason });
  const record = (reason: Choice['reason']): Choice => ({ action: { do: 'record', delivery }, reason });
  if (policy.work === 'charge') {
    if (isWorked(hand)) return undefined;
    if (policy.idempotencyKey) return charge('bank-knows-the-key-charge');
    return charge(policy.ack === 'before' ? 'charge-once' : 'charge-before-ack');
  }
  if (hand.committed !== undefined) return undefined;
  if (hand.charges > 0) return hand.recorded ? undefined : record('charged-so-record');
  // A log that this delivery itself was written to says seen without any charge.
  if (hand.recorded) return charge('recorded-so-charge');
  if (hand.checked === 'seen') return undefined;
  if (policy.work === 'commit' && settings.offered.includes('commit')) {
    return { action: { do: 'commit', delivery }, reason: 'commit-charge-and-record' };
  }
  if (hand.checked === undefined) return { action: { do: 'check', delivery }, reason: 'check-before-charge' };
  return policy.work === 'check-record-charge' ? record('new-so-record') : charge('new-so-charge');
}
