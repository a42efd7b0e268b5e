import type { BrokerView, CopyId, CopyView, OptionalAction, ReceiptView, SeatId } from '@ack-attack/engine';
import { awaiting, tagIdentity, type DeskCard, type PhoneDesk, type Note, type Step } from './cards.ts';

/** What a broker has, by where it is. */
export interface Shelves {
  /** In memory. */
  inbox: readonly DeskCard[];
  /** Durable, waiting to be delivered. */
  ready: readonly DeskCard[];
  /** With a consumer and not acked yet; or gone, but its producer was never told. */
  out: readonly DeskCard[];
  parked: readonly DeskCard[];
}

export function shelves(view: BrokerView, desk: PhoneDesk): Shelves {
  const copies = Object.entries(view.copies) as [CopyId, CopyView][];
  const at = (place: CopyView['place']) =>
    copies.flatMap(([id, copy]) => (copy.place === place ? [copyCard(id, copy, view, desk)] : []));
  const receipts = (Object.entries(view.receipts) as [CopyId, ReceiptView][]).map(([id, receipt]): DeskCard => ({
    key: id,
    turn: `${id} receipt`,
    content: receipt.content,
    identity: { word: 'play.card.copy', params: { id } },
    message: receipt.message,
    since: desk.now,
    wants: true,
    overdue: false,
    notes: [{ word: 'play.note.receipt', icon: 'confirm', tone: 'confirm' }],
    steps: [confirmStep(id, desk)],
  }));
  return {
    inbox: at('inbox'),
    ready: at('ready'),
    out: [...at('out'), ...receipts],
    parked: at('parked'),
  };
}

function copyCard(id: CopyId, copy: CopyView, view: BrokerView, desk: PhoneDesk): DeskCard {
  const { current } = copy;
  const { visibilityMs = 0 } = view;
  return {
    key: id,
    turn: `${id} ${copy.place} ${copy.sent}`,
    content: copy.content,
    identity: current ? tagIdentity(current.tag, desk) : { word: 'play.card.copy', params: { id } },
    message: copy.message,
    ...(current
      ? { ...awaiting(current.at, desk), ...(visibilityMs > 0 ? { backAt: current.at + visibilityMs } : {}) }
      : { since: copy.arrivedAt, wants: copy.place !== 'parked', overdue: false }),
    notes: notes(copy, view, desk),
    steps: steps(id, copy, view, desk),
  };
}

function notes(copy: CopyView, { deliveryLimit = 0 }: BrokerView, { nameOf }: PhoneDesk): readonly Note[] {
  const known: Note[] = [];
  const { partition, offset } = copy;
  if (partition !== undefined && offset !== undefined) {
    known.push({ word: 'systems.place.partition', params: { partition, offset }, icon: 'record', tone: 'brand' });
  }
  if (copy.current) {
    known.push({ word: 'play.note.with', params: { name: nameOf(copy.current.to) }, icon: 'deliver', tone: 'deliver' });
  }
  if (copy.metBefore) known.push({ word: 'play.note.met-before', icon: 'resend', tone: 'waiting' });
  if (copy.sent > 0 && deliveryLimit > 0) {
    const { counted = copy.sent } = copy;
    const params = { count: counted, limit: deliveryLimit };
    const last = counted >= deliveryLimit;
    known.push({ word: 'play.note.delivered-of', params, icon: 'deliver', tone: last ? 'drop' : 'deliver' });
  } else if (copy.sent > (copy.current ? 1 : 0)) {
    known.push({ word: 'play.note.delivered-times', params: { count: copy.sent }, icon: 'deliver', tone: 'deliver' });
  }
  if (copy.confirmed > 0) known.push({ word: 'play.note.confirmed', icon: 'check', tone: 'confirm' });
  return known;
}

function confirmStep(copy: CopyId, { settings }: PhoneDesk): Step {
  return {
    action: { do: 'confirm', copy },
    word: `systems.confirm.${settings.system}`,
    icon: 'confirm',
    tone: 'confirm',
  };
}

function steps(id: CopyId, copy: CopyView, view: BrokerView, desk: PhoneDesk): readonly Step[] {
  const { place, current } = copy;
  const { system } = desk.settings;
  const offers = (action: OptionalAction) => desk.settings.offered.includes(action);
  const can: Step[] = [];
  if (place === 'inbox') {
    can.push({ action: { do: 'store', copy: id }, word: 'play.step.store', icon: 'store', tone: 'brand' });
  }
  if (copy.confirmed === 0 && place !== 'parked') can.push(confirmStep(id, desk));
  if (place === 'inbox' || place === 'ready') {
    for (const to of readersOf(copy, view)) {
      can.push({
        action: { do: 'deliver', copy: id, to },
        word: 'play.step.deliver',
        params: { name: desk.nameOf(to) },
        icon: 'deliver',
        tone: 'deliver',
        ...(isFull(to, view) ? { blocked: 'play.step.blocked.prefetch' } : {}),
      });
    }
  }
  if (current) {
    const tag = current.tag;
    can.push({ action: { do: 'requeue', tag }, word: `systems.requeue.${system}`, icon: 'requeue', tone: 'waiting' });
  }
  if (offers('park') && (place === 'ready' || place === 'out')) {
    can.push({
      action: { do: 'park', copy: id },
      word: `systems.park.${system}`,
      icon: 'park',
      tone: 'neutral',
      quiet: true,
    });
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

/** Whether a consumer has as many deliveries out as it may. */
function isFull(consumer: SeatId, { copies, prefetch = 0 }: BrokerView): boolean {
  return prefetch > 0 && Object.values(copies).filter(({ current }) => current?.to === consumer).length >= prefetch;
}

/** The consumers that a copy can be delivered to: a partition has one reader, while any is up. */
function readersOf({ partition }: CopyView, { consumers, owners }: BrokerView): readonly SeatId[] {
  return owners && partition !== undefined ? owners.slice(partition, partition + 1) : consumers;
}
