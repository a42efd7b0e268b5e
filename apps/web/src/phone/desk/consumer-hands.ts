import type { ConsumerView, DeliveryId, HandView, OptionalAction } from '@ack-attack/engine';
import { tagIdentity, type DeskCard, type PhoneDesk, type Note, type Step } from './cards.ts';

/** A consumer's deliveries as cards. */
export interface Hands {
  open: readonly DeskCard[];
  /** Answered and worked off; only to be dismissed. */
  finished: readonly DeskCard[];
}

export function hands(view: ConsumerView, desk: PhoneDesk): Hands {
  const entries = Object.entries(view.hands) as [DeliveryId, HandView][];
  const cards = (finished: boolean) =>
    entries.flatMap(([id, hand]) => (isFinished(hand, desk) === finished ? [handCard(id, hand, finished, desk)] : []));
  return { open: cards(false), finished: cards(true) };
}

/** Whether so many deliveries lie here without an answer that the broker may send no more. */
export function prefetchIsFull({ hands }: ConsumerView, { settings: { profile } }: PhoneDesk): boolean {
  if (profile.prefetch === 0 || profile.ackMode === 'auto') return false;
  const unanswered = Object.values<HandView>(hands).filter(({ answered }) => answered === undefined);
  // The network can make two of one delivery.
  return new Set(unanswered.map(({ tag }) => tag)).size >= profile.prefetch;
}

function isFinished(hand: HandView, { settings }: PhoneDesk): boolean {
  const answered = hand.answered !== undefined || settings.profile.ackMode === 'auto';
  if (hand.answered === 'nack') return true;
  if (!answered) return false;
  if (hand.failed || hand.checked === 'seen' || hand.committed !== undefined) return true;
  return hand.charges > 0 && (hand.recorded || settings.contract !== 'exactly-once' || settings.profile.bankKeys);
}

function handCard(id: DeliveryId, hand: HandView, finished: boolean, desk: PhoneDesk): DeskCard {
  return {
    key: id,
    content: hand.content,
    identity: tagIdentity(hand.tag, desk),
    message: hand.message,
    since: hand.arrivedAt,
    wants: !finished,
    overdue: false,
    notes: notes(hand, desk),
    steps: [...(finished ? [] : steps(id, hand, desk)), dismissal(id)],
  };
}

function dismissal(delivery: DeliveryId): Step {
  return {
    action: { do: 'dismiss', delivery },
    word: 'play.step.dismiss',
    icon: 'cross',
    tone: 'neutral',
    quiet: true,
  };
}

function notes(hand: HandView, { settings: { contract, system, profile } }: PhoneDesk): readonly Note[] {
  const known: Note[] = [];
  // A partitioned log doesn't say that it delivers something again.
  if (hand.redelivered && profile.partitions === 0)
    known.push({ word: `systems.redelivered.${system}`, icon: 'resend', tone: 'waiting' });
  if (hand.checked === 'seen') known.push({ word: 'play.note.seen', icon: 'search', tone: 'waiting' });
  if (hand.checked === 'new') known.push({ word: 'play.note.new', icon: 'search', tone: 'ack' });
  if (hand.charges > 0) known.push({ word: `play.note.charged.${contract}`, icon: 'charge', tone: 'effect' });
  if (hand.recorded) known.push({ word: 'play.note.recorded', icon: 'record', tone: 'brand' });
  if (hand.committed) known.push({ word: `play.note.commit-${hand.committed}`, icon: 'commit', tone: 'effect' });
  if (hand.failed) known.push({ word: 'play.note.failed', icon: 'cross', tone: 'drop' });
  if (hand.answered) known.push({ word: `play.note.${hand.answered}ed`, icon: hand.answered, tone: 'ack' });
  return known;
}

function steps(delivery: DeliveryId, hand: HandView, { settings }: PhoneDesk): readonly Step[] {
  const offers = (action: OptionalAction) => settings.offered.includes(action);
  const can: Step[] = [];
  const worked = hand.charges > 0 || hand.committed !== undefined || hand.failed === true;
  if (hand.checked === undefined && !hand.committed && !hand.failed) {
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
  if (!hand.recorded && !hand.committed && !hand.failed) {
    can.push({ action: { do: 'record', delivery }, word: 'play.step.record', icon: 'record', tone: 'brand' });
  }
  if (offers('commit') && !worked && !hand.recorded) {
    can.push({ action: { do: 'commit', delivery }, word: 'play.step.commit', icon: 'commit', tone: 'effect' });
  }
  if (settings.profile.ackMode === 'manual' && hand.answered === undefined) {
    can.push({ action: { do: 'ack', delivery }, word: `systems.ack.${settings.system}`, icon: 'ack', tone: 'ack' });
    if (offers('nack')) {
      can.push({
        action: { do: 'nack', delivery },
        word: `systems.nack.${settings.system}`,
        icon: 'nack',
        tone: 'waiting',
        ...(hand.failed ? {} : { quiet: true }),
      });
    }
  }
  return can;
}
