import { lastOf } from '@ack-attack/engine';
import type { RuleContext } from '../history/rule-context.ts';
import type { Finding } from './marks-table.ts';
import { answeredHand, atHand, handOf, isWork, isWorked, lastCheck, seenStep } from './marks-hands.ts';

/** MRK-8: two consumers ask the log before either charges, and both charge, where one commit was offered. */
export function bothCheckedBothCharged(turn: RuleContext): readonly Finding[] {
  const { event, settings, history } = turn;
  if (settings.contract === 'at-least-once' || !settings.offered.includes('commit')) return [];
  const hand = handOf(turn, 'cardCharged');
  if (!hand || event.type !== 'cardCharged' || event.effect === undefined || isWorked(hand)) return [];
  const check = lastCheck(hand);
  if (check?.says !== 'new') return [];
  for (const other of history.handsOf.get(hand.message) ?? []) {
    const charge = other.steps.find((step) => step.do === 'charge' && step.effect !== undefined);
    if (other.seat === hand.seat || !charge || charge.version < check.version) continue;
    const asked = other.steps.some((step) => step.says === 'new' && step.version < charge.version);
    if (!asked) continue;
    return [atHand('both-checked-both-charged', turn, other, charge), atHand('both-checked-both-charged', turn, hand)];
  }
  return [];
}

/** MRK-9: charge and record as one. */
export function committedAsOne(turn: RuleContext): readonly Finding[] {
  const hand = handOf(turn, 'workCommitted');
  if (!hand || turn.event.type !== 'workCommitted' || turn.event.outcome === 'skipped') return [];
  return turn.settings.contract === 'exactly-once' ? [atHand('committed-as-one', turn, hand)] : [];
}

/** MRK-10 to MRK-13: charging with or without a look into the log. */
export function lookBeforeCharge(turn: RuleContext): readonly Finding[] {
  const { contract, profile } = turn.settings;
  const hand = handOf(turn, 'cardCharged');
  if (!hand || contract !== 'exactly-once' || profile.bankKeys || isWorked(hand)) return [];
  const check = lastCheck(hand);
  if (check?.says === 'seen') return [];
  if (profile.brokerDedup) {
    return [atHand(check ? 'checked-behind-broker-dedup' : 'unchecked-behind-broker-dedup', turn, hand)];
  }
  return hand.redelivered ? [] : [atHand(check ? 'unflagged-checked' : 'unflagged-unchecked', turn, hand)];
}

/** MRK-14: the log was asked and had forgotten a charge that it once knew. */
export function forgottenTooEarly(turn: RuleContext): readonly Finding[] {
  const { event, settings, history } = turn;
  const hand = handOf(turn, 'cardCharged', 'workCommitted');
  if (!hand || settings.contract === 'at-least-once') return [];
  if ((event.type !== 'cardCharged' && event.type !== 'workCommitted') || event.effect === undefined) return [];
  const asked = event.type === 'workCommitted' ? turn : lastCheck(hand);
  if (!asked || ('says' in asked && asked.says !== 'new')) return [];
  const forgotten = (history.forgotten.get(hand.message) ?? []).some(
    (forgot) =>
      forgot.version < asked.version &&
      (history.handsOf.get(hand.message) ?? []).some(
        ({ order, steps }) =>
          order === hand.order &&
          steps.some((step) => isWork(step) && step.effect !== undefined && step.version < forgot.version) &&
          steps.some((step) => (step.do === 'record' || step.says === 'done') && step.version < forgot.version),
      ),
  );
  return forgotten ? [atHand('forgotten-too-early', turn, hand)] : [];
}

/** MRK-17: a known duplicate that was dropped, sent back or left lying, and came again. */
export function duplicateNotAcked(turn: RuleContext): readonly Finding[] {
  const { event, settings, history } = turn;
  if (settings.contract === 'at-most-once' || settings.profile.ackMode === 'auto') return [];
  if (event.type !== 'packetSent' || event.packet.twinOf !== undefined) return [];
  const { load } = event.packet;
  const hands = load.leg === 'deliver' ? (lastOf(history.copies.get(load.copy)?.tags)?.hands ?? []) : [];
  if (hands.some(({ steps }) => steps.some((step) => step.do === 'ack'))) return [];
  return hands.flatMap((hand) => {
    const seen = seenStep(hand);
    if (!seen || hand.end?.how === 'crash') return [];
    const left = hand.steps.find((step) => step.do === 'nack') ?? hand.end;
    if (left) return [atHand('duplicate-not-acked', turn, hand, left)];
    const waited = turn.game - seen.game;
    return waited > 0 && waited >= settings.overdueMs ? [atHand('duplicate-not-acked', turn, hand)] : [];
  });
}

/** MRK-18: a known duplicate is acked, so that it stays away. */
export function duplicateAcked(turn: RuleContext): readonly Finding[] {
  const hand = answeredHand(turn, 'ack');
  if (!hand || turn.settings.contract === 'at-most-once' || turn.settings.profile.ackMode === 'auto') return [];
  const again = hand.steps.some((step) => step.do === 'ack');
  return !again && seenStep(hand) && !isWorked(hand) ? [atHand('duplicate-acked', turn, hand)] : [];
}

/** MRK-20: a consumer that sends the same message back for the third time, where a broker can park it. */
export function poisonNacked(turn: RuleContext): readonly Finding[] {
  const hand = answeredHand(turn, 'nack');
  if (!hand || !turn.settings.offered.includes('park')) return [];
  const nacks = (turn.history.handsOf.get(hand.message) ?? []).filter(
    (other) => other.seat === hand.seat && other.steps.some((step) => step.do === 'nack'),
  );
  if (nacks.includes(hand)) return [];
  return (nacks.length + 1) % 3 === 0 ? [atHand('poison-nacked', turn, hand)] : [];
}
