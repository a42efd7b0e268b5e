import { pointOf } from '../history/lane-history.ts';
import type { RuleContext } from '../history/rule-context.ts';
import type { Finding } from './marks-table.ts';
import {
  answeredHand,
  atHand,
  endingHands,
  handOf,
  isFreshWork,
  isWorked,
  readsLikeAnother,
  workedElsewhere,
} from './marks-hands.ts';

/** MRK-3, MRK-4: an ack before or after the charge. */
export function ackAndCharge(turn: RuleContext): readonly Finding[] {
  const { settings, history } = turn;
  if (settings.contract === 'at-most-once' || settings.profile.ackMode === 'auto') return [];
  const acked = answeredHand(turn, 'ack');
  if (acked) {
    // A consumer may nack or ack again; only its first answer tells what it thinks.
    if (acked.steps.some((step) => step.do === 'ack' || step.do === 'nack')) return [];
    if (isWorked(acked)) return [atHand('charge-before-ack', turn, acked)];
    return isFreshWork(history, acked) && !readsLikeAnother(history, acked)
      ? [atHand('ack-before-charge', turn, acked)]
      : [];
  }
  // What reads like an earlier order may have been taken for it: only what follows tells why it was acked.
  const worked = handOf(turn, 'cardCharged', 'workCommitted');
  const late = worked ? [worked] : endingHands(turn).flatMap(({ hand, how }) => (how === 'crash' ? [hand] : []));
  return late.flatMap((hand) => {
    const ack = hand.steps.find((step) => step.do === 'ack');
    return ack && isFreshWork(history, hand) && readsLikeAnother(history, hand)
      ? [atHand('ack-before-charge', turn, hand, ack)]
      : [];
  });
}

/** MRK-5, MRK-7: a record before or after the charge. */
export function recordAndCharge(turn: RuleContext): readonly Finding[] {
  const hand = handOf(turn, 'idRecorded');
  if (!hand || turn.settings.contract === 'at-most-once') return [];
  if (hand.steps.some((step) => step.do === 'record')) return [];
  if (hand.steps.some((step) => step.do === 'charge')) return [atHand('charge-before-record', turn, hand)];
  return isFreshWork(turn.history, hand) ? [atHand('record-before-charge', turn, hand)] : [];
}

/** MRK-6: what was recorded first and, when the bell rings, was never charged. */
export function recordedNeverCharged(turn: RuleContext): readonly Finding[] {
  const { event, settings, history } = turn;
  if (event.type !== 'bellRang' || settings.contract === 'at-most-once') return [];
  return [...history.hands.values()].flatMap((hand) => {
    const record = hand.steps.find((step) => step.do === 'record');
    if (!record || !isFreshWork(history, hand)) return [];
    if ((history.handsOf.get(hand.message) ?? []).some(isWorked)) return [];
    // The mark goes to the consumer that recorded, at the place where the hand was lost.
    const { player } = record;
    return [atHand('recorded-never-charged', turn, hand, { ...pointOf(hand.end ?? turn), player })];
  });
}

/** MRK-22: an order that reads like an earlier one is dropped without a charge. */
export function sameContentDropped(turn: RuleContext): readonly Finding[] {
  const { settings, history } = turn;
  return endingHands(turn).flatMap(({ hand, how }) => {
    if (how === 'crash' || hand.redelivered || !isFreshWork(history, hand)) return [];
    if (hand.steps.some((step) => step.do === 'nack') || !readsLikeAnother(history, hand)) return [];
    const ack = settings.contract === 'at-most-once' ? undefined : hand.steps.find((step) => step.do === 'ack');
    // What still lies in the hand at the bell was perhaps only late, unless it was acked.
    if (how === 'bell' && !ack) return [];
    return [atHand('same-content-dropped', turn, hand, ack)];
  });
}

/** MRK-23: the same content, and charged as the separate order that it is. */
export function sameContentCharged(turn: RuleContext): readonly Finding[] {
  const hand = handOf(turn, 'cardCharged', 'workCommitted');
  if (!hand || isWorked(hand) || workedElsewhere(turn.history, hand)) return [];
  if (turn.event.type === 'workCommitted' && turn.event.outcome === 'skipped') return [];
  return readsLikeAnother(turn.history, hand) ? [atHand('same-content-charged', turn, hand)] : [];
}
