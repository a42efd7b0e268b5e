import {
  isInTime,
  lastOf,
  type Copy,
  type Delivery,
  type Lane,
  type LaneEvent,
  type MessageId,
  type OrderId,
  type Packet,
  type Profile,
  type SeatId,
} from '@ack-attack/engine';
import type { StoryBeat, StoryKind } from './story-beat.ts';

type Told = Omit<StoryBeat, 'at' | 'version'>;

interface Now {
  /** Game ms. */
  at: number;
  profile: Profile;
}

/** Where a story turns: everything else is how it should go. */
const turns: ReadonlySet<StoryKind> = new Set<StoryKind>([
  'sent-again',
  'sent-again-confirmed',
  'sent-new-id',
  'sent-new-id-confirmed',
  'doubled',
  'publish-lost',
  'publish-at-crashed',
  'arrived-again',
  'arrived-other',
  'confirmed-early',
  'confirm-lost',
  'delivered-again',
  'delivered-other',
  'delivery-lost',
  'delivery-at-crashed',
  'in-hand-again',
  'checked-seen',
  'checked-forgotten',
  'effect-again',
  'committed-again',
  'effect-known',
  'commit-skipped',
  'deduplicated',
  'failed',
  'acked-early',
  'ack-lost',
  'ack-at-crashed',
  'ack-stale',
  'ack-accepted',
  'nack-stale',
  'requeued',
  'expired',
  'channel-closed-crash',
  'channel-closed-double-ack',
  'channel-closed-rebalance',
  'parked',
  'dead-lettered',
  'discarded',
  'forgotten',
  'forgotten-by-broker',
  'forgotten-everywhere',
  'broker-crashed',
  'consumer-crashed',
  'consumer-crashed-done',
  'consumer-crashed-unrecorded',
  'consumer-crashed-unanswered',
  'consumer-crashed-last',
]);

function told(kind: StoryKind, more: Omit<Told, 'kind' | 'turn'> = {}): Told {
  return { kind, turn: turns.has(kind), ...more };
}

/** Tells what each event of a lane meant for one order. */
export class LaneTeller {
  readonly #order: OrderId;
  #effects = 0;
  /** The parts of the order's story that were told before. */
  readonly #reached = new Set<MessageId>();
  readonly #handed = new Map<MessageId, number>();
  readonly #held = new Map<MessageId, Set<SeatId>>();
  readonly #forgotten = new Set<MessageId>();

  constructor(order: OrderId) {
    this.#order = order;
  }

  /** @returns what there is to tell, mostly nothing */
  tell(event: LaneEvent, before: Lane, after: Lane, now: Now): readonly Told[] {
    return [...this.#told(event, before, after, now), ...this.#covered(event, before, after)];
  }

  #told(event: LaneEvent, before: Lane, after: Lane, now: Now): readonly Told[] {
    switch (event.type) {
      case 'orderPlaced':
        return event.order === this.#order ? [told('placed')] : [];
      case 'orderGivenUp':
        return event.order === this.#order ? [told('given-up')] : [];
      case 'packetSent':
        return event.packet.load.order === this.#order ? this.#sent(event.packet, before, after, now) : [];
      case 'packetArrived': {
        const packet = before.packets.find(({ id }) => id === event.packet);
        return packet?.load.order === this.#order ? this.#arrived(packet, before, now) : [];
      }
      case 'packetDropped': {
        const packet = before.packets.find(({ id }) => id === event.packet);
        return packet?.load.order === this.#order ? this.#dropped(packet, before) : [];
      }
      case 'copyStored':
        return this.#ofCopy('stored', event.copy, before);
      case 'copyDeduplicated':
        return this.#ofCopy('deduplicated', event.copy, before);
      case 'copyParked':
        return this.#ofCopy('parked', event.copy, before);
      case 'copyDeadLettered':
        return this.#ofCopy('dead-lettered', event.copy, before);
      case 'copyDiscarded':
        return this.#ofCopy('discarded', event.copy, before);
      case 'tagReleased':
      case 'tagExpired': {
        const copy = before.copies.find(({ current }) => current?.tag === event.tag);
        if (copy?.order !== this.#order) return [];
        const afterMs = now.at - (copy.current?.at ?? now.at);
        return [told(event.type === 'tagReleased' ? 'requeued' : 'expired', { message: copy.message, afterMs })];
      }
      case 'channelClosed':
        return this.#own(before.copies)
          .filter(({ current }) => current?.to === event.consumer)
          .map(({ message }) => told(`channel-closed-${event.reason}`, { message }));
      case 'logChecked': {
        const message = before.hands.find(({ id }) => id === event.delivery)?.message;
        const news = message !== undefined && this.#forgotten.has(message) ? 'checked-forgotten' : 'checked-new';
        return this.#ofHand(event.says === 'seen' ? 'checked-seen' : news, event.delivery, before);
      }
      case 'cardCharged':
        return this.#effect('effect', event.delivery, event.effect !== undefined, before);
      case 'workCommitted':
        if (event.outcome === 'skipped') return this.#ofHand('commit-skipped', event.delivery, before);
        return this.#effect('committed', event.delivery, event.effect !== undefined, before);
      case 'idRecorded':
        return this.#ofHand('recorded', event.delivery, before);
      case 'workFailed':
        return this.#ofHand('failed', event.delivery, before);
      case 'deliveryDismissed':
        return this.#ofHand('dismissed', event.delivery, before);
      case 'machineCrashed':
        return this.#crashed(event.seat, before);
      case 'idForgotten':
        return this.#forgets(event, before);
      default:
        return [];
    }
  }

  #sent({ load, twinOf }: Packet, before: Lane, after: Lane, { at }: Now): readonly Told[] {
    const { message } = load;
    if (twinOf !== undefined) return [told('doubled', { message })];
    switch (load.leg) {
      case 'publish': {
        const { sendings, confirmedAt } = before.orders.find(({ id }) => id === this.#order) ?? { sendings: [] };
        const last = lastOf(sendings);
        if (!last) return [told('sent', { message })];
        const kind = sendings.some((sending) => sending.message === message) ? 'sent-again' : 'sent-new-id';
        return [told(confirmedAt === undefined ? kind : `${kind}-confirmed`, { message, afterMs: at - last.at })];
      }
      case 'confirm': {
        const safe = before.copies.some(({ id, durable }) => id === load.copy && durable);
        const stored = safe || before.storedIds.some(({ id }) => id === message);
        return [told(stored ? 'confirmed' : 'confirmed-early', { message })];
      }
      case 'deliver': {
        const nth = (this.#handed.get(message) ?? 0) + 1;
        const other = nth === 1 && this.#handed.size > 0;
        this.#handed.set(message, nth);
        if (nth > 1) return [told('delivered-again', { message, nth })];
        const kept = after.copies.some(({ id }) => id === load.copy);
        return [told(!kept ? 'delivered-forgotten' : other ? 'delivered-other' : 'delivered', { message, nth })];
      }
      case 'ack': {
        if (load.verb === 'nack') return [told('nacked', { message })];
        const hand = before.hands.find(({ id }) => id === load.delivery);
        return [told(hand && isUndone(hand) ? 'acked-early' : 'acked', { message })];
      }
    }
  }

  #dropped({ load, to }: Packet, before: Lane): readonly Told[] {
    const { message } = load;
    // Producers do not crash.
    if (load.leg === 'confirm') return [told('confirm-lost', { message })];
    const what = ({ publish: 'publish', deliver: 'delivery', ack: 'ack' } as const)[load.leg];
    const down = before.seats.some(({ id, down: crashed }) => id === to && crashed);
    return [told(down ? `${what}-at-crashed` : `${what}-lost`, { message })];
  }

  #arrived({ load, to, sentAt }: Packet, before: Lane, { at, profile }: Now): readonly Told[] {
    const { message } = load;
    switch (load.leg) {
      case 'publish': {
        const again = this.#reached.has(message);
        const other = !again && this.#reached.size > 0;
        this.#reached.add(message);
        return [told(again ? 'arrived-again' : other ? 'arrived-other' : 'arrived', { message })];
      }
      case 'confirm': {
        const order = before.orders.find(({ id }) => id === this.#order);
        if (order?.confirmedAt !== undefined) return [];
        const sent = order?.sendings[0]?.at ?? sentAt;
        return [told('confirm-arrived', { message, afterMs: at - sent })];
      }
      case 'deliver': {
        const held = this.#held.get(message) ?? new Set();
        const kind = held.has(to) ? 'in-hand-again' : held.size > 0 ? 'in-hand-elsewhere' : 'in-hand';
        this.#held.set(message, held.add(to));
        return [told(kind, { message })];
      }
      case 'ack': {
        const copy = before.copies.find(({ id }) => id === load.copy);
        if (!copy) return [told('ack-idle', { message })];
        const current = isInTime(copy, load, profile);
        if (load.verb === 'nack') return [told(current ? 'nack-arrived' : 'nack-stale', { message })];
        if (current) return [told('ack-arrived', { message })];
        return [told(profile.staleAck === 'accepted' ? 'ack-accepted' : 'ack-stale', { message })];
      }
    }
  }

  #effect(kind: 'effect' | 'committed', delivery: Delivery['id'], done: boolean, before: Lane): readonly Told[] {
    const hand = before.hands.find(({ id }) => id === delivery);
    if (hand?.order !== this.#order) return [];
    const { message } = hand;
    if (!done) return [told('effect-known', { message })];
    this.#effects++;
    return [told(this.#effects > 1 ? `${kind}-again` : kind, { message, nth: this.#effects })];
  }

  #crashed(seat: string, before: Lane): readonly Told[] {
    const role = before.seats.find(({ id }) => id === seat)?.role;
    if (role === 'broker') {
      return this.#own(before.copies)
        .filter(({ place }) => place !== 'parked')
        .map(({ durable, message }) => told(durable ? 'broker-survived' : 'broker-crashed', { message }));
    }
    return this.#own(before.hands)
      .filter((hand) => hand.consumer === seat && hand.answered === undefined)
      .flatMap((hand) => {
        const kind = crashKind(
          hand,
          before.copies.some(({ id }) => id === hand.copy),
        );
        return kind ? [told(kind, { message: hand.message })] : [];
      });
  }

  /** An ID left a log. It matters only where the order is sent again after its work is done. */
  #forgets({ message, from }: Extract<LaneEvent, { type: 'idForgotten' }>, before: Lane): readonly Told[] {
    const own = before.orders.find(({ id }) => id === this.#order);
    if (!own?.sendings.some((sending) => sending.message === message)) return [];
    if (from !== 'broker') this.#forgotten.add(message);
    const about = (entry: { message: MessageId }) => entry.message === message;
    const through =
      own.confirmedAt !== undefined &&
      !before.copies.some(about) &&
      !before.packets.some(({ load }) => about(load)) &&
      !before.hands.some((hand) => about(hand) && hand.answered === undefined);
    if (through) return [];
    const kind = from === undefined ? 'forgotten-everywhere' : from === 'broker' ? 'forgotten-by-broker' : 'forgotten';
    return [told(kind, { message })];
  }

  /** A copy that went with an ack of another one: where an offset is committed, all before it is done too. */
  #covered(event: LaneEvent, before: Lane, after: Lane): readonly Told[] {
    if (event.type !== 'packetArrived') return [];
    const load = before.packets.find(({ id }) => id === event.packet)?.load;
    if (load?.leg !== 'ack' || load.verb !== 'ack') return [];
    return this.#own(before.copies)
      .filter(({ id }) => id !== load.copy && !after.copies.some((copy) => copy.id === id))
      .map(({ message }) => told('ack-covered', { message }));
  }

  #ofCopy(kind: StoryKind, id: Copy['id'], before: Lane): readonly Told[] {
    return this.#own(before.copies.filter((copy) => copy.id === id)).map(({ message }) => told(kind, { message }));
  }

  #ofHand(kind: StoryKind, id: Delivery['id'], before: Lane): readonly Told[] {
    return this.#own(before.hands.filter((hand) => hand.id === id)).map(({ message }) => told(kind, { message }));
  }

  #own<T extends { order: OrderId }>(entries: readonly T[]): readonly T[] {
    return entries.filter(({ order }) => order === this.#order);
  }
}

/** Whether the bank has not been asked for anything yet from this hand, and the log did not say that it need not. */
function isUndone({ charges, committed, checked, failed }: Delivery): boolean {
  return charges === 0 && committed === undefined && checked !== 'seen' && failed === undefined;
}

/** What a consumer's crash means for what it had not answered; undefined where it changes nothing. */
function crashKind(hand: Delivery, kept: boolean): StoryKind | undefined {
  if (isUndone(hand)) return kept ? 'consumer-crashed' : 'consumer-crashed-last';
  if (!kept) return undefined;
  const { charges, checked, recorded, committed } = hand;
  if (charges > 0) return checked === 'new' && !recorded ? 'consumer-crashed-unrecorded' : 'consumer-crashed-done';
  return committed === 'done' ? 'consumer-crashed-done' : 'consumer-crashed-unanswered';
}
