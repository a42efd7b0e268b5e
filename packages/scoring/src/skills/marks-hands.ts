import { findLast, type DeliveryId } from '@ack-attack/engine';
import { pointOf, type LaneHistory } from '../history/lane-history.ts';
import type { Hand, HandStep } from '../history/lane-records.ts';
import { ownerOf } from '../history/seat-owner.ts';
import type { By } from '../history/lane-step.ts';
import type { RuleContext } from '../history/rule-context.ts';
import type { Finding, MarkRule } from './marks-table.ts';

/** Whether the step calls the bank, with or without an effect. */
export function isWork(step: HandStep): boolean {
  return step.do === 'charge' || (step.do === 'commit' && step.says === 'done');
}

export function isWorked(hand: Hand): boolean {
  return hand.steps.some(isWork);
}

/** The log's last answer to this hand. */
export function lastCheck(hand: Hand): HandStep | undefined {
  return findLast(hand.steps, (step) => step.do === 'check');
}

/** The step by which the consumer learned that the ID was in the log; the hand's own record teaches it nothing. */
export function seenStep(hand: Hand): HandStep | undefined {
  const seen = hand.steps.find(({ says }) => says === 'seen' || says === 'skipped');
  return seen && hand.steps.some((step) => step.do === 'record' && step.version < seen.version) ? undefined : seen;
}

/** Whether this consumer called the bank for the message in another delivery. */
export function workedElsewhere(history: LaneHistory, hand: Hand): boolean {
  const others = history.handsOf.get(hand.message) ?? [];
  return others.some((other) => other !== hand && other.seat === hand.seat && isWorked(other));
}

/** Whether this consumer knows no work done for the message. */
export function isFreshWork(history: LaneHistory, hand: Hand): boolean {
  return !isWorked(hand) && !seenStep(hand) && !workedElsewhere(history, hand);
}

/** Whether this consumer called the bank before for another order that reads the same. */
export function readsLikeAnother(history: LaneHistory, hand: Hand): boolean {
  return history.workedAlike(hand).some(({ order, message }) => order !== hand.order && message !== hand.message);
}

/** The hand that a consumer's step is about. */
export function handOf(turn: RuleContext, ...types: readonly RuleContext['event']['type'][]): Hand | undefined {
  const { event, history } = turn;
  return types.includes(event.type) && 'delivery' in event ? history.hands.get(event.delivery) : undefined;
}

/** The hand whose ack or nack leaves the consumer in this turn. */
export function answeredHand(turn: RuleContext, verb: 'ack' | 'nack'): Hand | undefined {
  const { event, history } = turn;
  if (event.type !== 'packetSent' || event.packet.twinOf !== undefined) return undefined;
  const { load } = event.packet;
  return load.leg === 'ack' && load.verb === verb ? history.hands.get(load.delivery) : undefined;
}

/** Hands that end with this turn, and how. */
export function endingHands(turn: RuleContext): readonly { hand: Hand; how: 'dismissed' | 'crash' | 'bell' }[] {
  const { event, before, history } = turn;
  const known = (id: DeliveryId, how: 'dismissed' | 'crash' | 'bell') => {
    const hand = history.hands.get(id);
    return hand ? [{ hand, how }] : [];
  };
  switch (event.type) {
    case 'deliveryDismissed':
      return known(event.delivery, 'dismissed');
    case 'machineCrashed':
      return before.hands.flatMap(({ id, consumer }) => (consumer === event.seat ? known(id, 'crash') : []));
    case 'bellRang':
      return before.hands.flatMap(({ id }) => known(id, 'bell'));
    default:
      return [];
  }
}

/** A finding at a consumer: at its step, or where none is given at the turn itself. */
export function atHand(rule: MarkRule, turn: RuleContext, hand: Hand, step?: By): Finding {
  const { seat, order, message } = hand;
  const by = step ?? { ...pointOf(turn), player: ownerOf(turn.before, seat) };
  return { rule, seat, by, order, message, copy: hand.tag.copy.id, delivery: hand.id };
}
