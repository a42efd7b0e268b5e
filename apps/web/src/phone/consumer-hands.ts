import type { ConsumerView, DeliveryId, HandView, OptionalAction } from '@ack-attack/engine';
import { inOrder, type Card, type Desk, type Note, type Step } from './cards.ts';

/** A consumer's deliveries as cards. */
export interface Hands {
  open: readonly Card[];
  /** Answered and worked off; only to be dismissed. */
  finished: readonly Card[];
}

export function hands(view: ConsumerView, desk: Desk): Hands {
  const entries = Object.entries(view.hands) as [DeliveryId, HandView][];
  const cards = (finished: boolean) =>
    inOrder(
      entries.flatMap(([id, hand]) =>
        isFinished(hand, desk) === finished ? [handCard(id, hand, finished, desk)] : [],
      ),
    );
  return { open: cards(false), finished: cards(true) };
}

function isFinished(hand: HandView, { settings }: Desk): boolean {
  const answered = hand.answered !== undefined || settings.profile.ackMode === 'auto';
  if (hand.answered === 'nack') return true;
  if (!answered) return false;
  if (hand.checked === 'seen' || hand.committed !== undefined) return true;
  return hand.charges > 0 && (hand.recorded || settings.contract !== 'exactly-once' || settings.profile.bankKeys);
}

function handCard(id: DeliveryId, hand: HandView, finished: boolean, desk: Desk): Card {
  return {
    key: id,
    content: hand.content,
    kind: 'tag',
    number: hand.tag,
    message: hand.message,
    since: hand.arrivedAt,
    wants: !finished,
    overdue: false,
    notes: notes(hand, desk),
    steps: finished ? [] : steps(id, hand, desk),
    dismissal: { do: 'dismiss', delivery: id },
  };
}

function notes(hand: HandView, { settings: { contract } }: Desk): readonly Note[] {
  const known: Note[] = [];
  if (hand.redelivered) known.push({ word: 'play.note.redelivered', icon: 'resend', tone: 'waiting' });
  if (hand.checked === 'seen') known.push({ word: 'play.note.seen', icon: 'search', tone: 'waiting' });
  if (hand.checked === 'new') known.push({ word: 'play.note.new', icon: 'search', tone: 'ack' });
  if (hand.charges > 0) known.push({ word: `play.note.charged.${contract}`, icon: 'charge', tone: 'effect' });
  if (hand.recorded) known.push({ word: 'play.note.recorded', icon: 'record', tone: 'brand' });
  if (hand.committed) known.push({ word: `play.note.commit-${hand.committed}`, icon: 'commit', tone: 'effect' });
  if (hand.answered) known.push({ word: `play.note.${hand.answered}ed`, icon: hand.answered, tone: 'ack' });
  return known;
}

function steps(delivery: DeliveryId, hand: HandView, { settings }: Desk): readonly Step[] {
  const offers = (action: OptionalAction) => settings.offered.includes(action);
  const can: Step[] = [];
  const worked = hand.charges > 0 || hand.committed !== undefined;
  if (hand.checked === undefined && !hand.committed) {
    can.push({ action: { do: 'check', delivery }, word: 'play.step.check', icon: 'search', tone: 'brand' });
  }
  if (!worked) {
    can.push({
      action: { do: 'charge', delivery },
      word: `play.step.charge.${settings.contract}`,
      icon: settings.contract === 'at-least-once' ? 'envelope' : 'charge',
      tone: 'effect',
    });
  }
  if (!hand.recorded && !hand.committed) {
    can.push({ action: { do: 'record', delivery }, word: 'play.step.record', icon: 'record', tone: 'brand' });
  }
  if (offers('commit') && !worked && !hand.recorded) {
    can.push({ action: { do: 'commit', delivery }, word: 'play.step.commit', icon: 'commit', tone: 'effect' });
  }
  if (settings.profile.ackMode === 'manual' && hand.answered === undefined) {
    can.push({ action: { do: 'ack', delivery }, word: 'play.step.ack', icon: 'ack', tone: 'ack' });
    if (offers('nack')) {
      can.push({
        action: { do: 'nack', delivery },
        word: 'play.step.nack',
        icon: 'nack',
        tone: 'waiting',
        quiet: true,
      });
    }
  }
  return can;
}
