import type { BrokerView, CopyId, CopyView, OptionalAction } from '@ack-attack/engine';
import { awaiting, inOrder, type Card, type Desk, type Note, type Step } from './cards.ts';

/** What a broker has, by where it is. */
export interface Shelves {
  /** Gone from the broker, but its producer was never told. */
  receipts: readonly Card[];
  /** In memory. */
  inbox: readonly Card[];
  /** Durable, waiting to be delivered. */
  ready: readonly Card[];
  /** With a consumer, not acked yet. */
  out: readonly Card[];
  parked: readonly Card[];
}

export function shelves(view: BrokerView, desk: Desk): Shelves {
  const copies = Object.entries(view.copies) as [CopyId, CopyView][];
  const at = (place: CopyView['place']) =>
    inOrder(copies.flatMap(([id, copy]) => (copy.place === place ? [copyCard(id, copy, view, desk)] : [])));
  return {
    receipts: (Object.entries(view.receipts) as [CopyId, BrokerView['receipts'][CopyId]][]).map(([id, receipt]) => ({
      key: id,
      content: receipt.content,
      kind: 'copy',
      number: id,
      message: receipt.message,
      since: 0,
      wants: true,
      overdue: false,
      notes: [],
      steps: [confirmStep(id)],
    })),
    inbox: at('inbox'),
    ready: at('ready'),
    out: at('out'),
    parked: at('parked'),
  };
}

function copyCard(id: CopyId, copy: CopyView, view: BrokerView, desk: Desk): Card {
  const { current } = copy;
  return {
    key: id,
    content: copy.content,
    kind: current ? 'tag' : 'copy',
    number: current ? current.tag : id,
    message: copy.message,
    ...(current
      ? awaiting(current.at, desk)
      : { since: copy.arrivedAt, wants: copy.place !== 'parked', overdue: false }),
    notes: notes(copy, desk),
    steps: steps(id, copy, view, desk),
  };
}

function notes(copy: CopyView, { nameOf }: Desk): readonly Note[] {
  const known: Note[] = [];
  if (copy.current) {
    known.push({
      word: 'play.note.with',
      params: { name: nameOf(copy.current.to) },
      icon: 'deliver',
      tone: 'deliver',
    });
  }
  if (copy.metBefore) known.push({ word: 'play.note.met-before', icon: 'resend', tone: 'waiting' });
  if (copy.sent > (copy.current ? 1 : 0)) {
    known.push({ word: 'play.note.delivered-times', params: { count: copy.sent }, icon: 'deliver', tone: 'deliver' });
  }
  if (copy.confirmed > 0) known.push({ word: 'play.note.confirmed', icon: 'check', tone: 'confirm' });
  return known;
}

function confirmStep(copy: CopyId): Step {
  return { action: { do: 'confirm', copy }, word: 'play.step.confirm', icon: 'confirm', tone: 'confirm' };
}

function steps(id: CopyId, copy: CopyView, view: BrokerView, desk: Desk): readonly Step[] {
  const { place, current } = copy;
  const offers = (action: OptionalAction) => desk.settings.offered.includes(action);
  const can: Step[] = [];
  if (place === 'inbox') {
    can.push({ action: { do: 'store', copy: id }, word: 'play.step.store', icon: 'store', tone: 'brand' });
  }
  if (copy.confirmed === 0 && place !== 'parked') can.push(confirmStep(id));
  if (place === 'inbox' || place === 'ready') {
    for (const to of view.consumers) {
      const params = { name: desk.nameOf(to) };
      can.push({
        action: { do: 'deliver', copy: id, to },
        word: 'play.step.deliver',
        params,
        icon: 'deliver',
        tone: 'deliver',
      });
    }
  }
  if (current) {
    const tag = current.tag;
    can.push({ action: { do: 'requeue', tag }, word: 'play.step.requeue', icon: 'requeue', tone: 'waiting' });
  }
  if (offers('park') && (place === 'ready' || place === 'out')) {
    can.push({ action: { do: 'park', copy: id }, word: 'play.step.park', icon: 'park', tone: 'neutral', quiet: true });
  }
  if (offers('discard')) {
    can.push({
      action: { do: 'discard', copy: id },
      word: 'play.step.discard',
      icon: 'discard',
      tone: 'drop',
      quiet: true,
    });
  }
  return can;
}
