import type { Copy, Delivery, Lane, LaneEvent, OrderId, Packet, Profile } from '@ack-attack/engine';
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
  'doubled',
  'publish-lost',
  'arrived-again',
  'arrived-other',
  'confirmed-early',
  'confirm-lost',
  'delivered-again',
  'delivery-lost',
  'in-hand-again',
  'checked-seen',
  'effect-again',
  'effect-known',
  'commit-skipped',
  'deduplicated',
  'failed',
  'acked-early',
  'ack-lost',
  'ack-stale',
  'ack-accepted',
  'requeued',
  'expired',
  'channel-closed',
  'parked',
  'dead-lettered',
  'discarded',
  'forgotten',
  'broker-crashed',
  'consumer-crashed',
  'consumer-crashed-done',
]);

function told(kind: StoryKind, more: Omit<Told, 'kind' | 'turn'> = {}): Told {
  return { kind, turn: turns.has(kind), ...more };
}

/** Tells what each event of a lane meant for one order. */
export class LaneTeller {
  readonly #order: OrderId;
  #effects = 0;
  #handed = 0;

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
        const load = before.packets.find(({ id }) => id === event.packet)?.load;
        if (load?.order !== this.#order) return [];
        const kinds = {
          publish: 'publish-lost',
          confirm: 'confirm-lost',
          deliver: 'delivery-lost',
          ack: 'ack-lost',
        } as const;
        return [told(kinds[load.leg], { message: load.message })];
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
          .map(({ message }) => told('channel-closed', { message }));
      case 'logChecked':
        return this.#ofHand(event.says === 'seen' ? 'checked-seen' : 'checked-new', event.delivery, before);
      case 'cardCharged':
        return this.#effect(event.delivery, event.effect !== undefined, before);
      case 'workCommitted':
        if (event.outcome === 'skipped') return this.#ofHand('commit-skipped', event.delivery, before);
        return this.#effect(event.delivery, event.effect !== undefined, before);
      case 'idRecorded':
        return this.#ofHand('recorded', event.delivery, before);
      case 'workFailed':
        return this.#ofHand('failed', event.delivery, before);
      case 'deliveryDismissed':
        return this.#ofHand('dismissed', event.delivery, before);
      case 'machineCrashed':
        return this.#crashed(event.seat, before);
      case 'idForgotten': {
        const own = before.orders.find(({ id }) => id === this.#order);
        const known = own?.sendings.some(({ message }) => message === event.message);
        return known ? [told('forgotten', { message: event.message })] : [];
      }
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
        const last = sendings.at(-1);
        if (!last) return [told('sent', { message })];
        const known = sendings.some((sending) => sending.message === message);
        const kind = !known ? 'sent-new-id' : confirmedAt === undefined ? 'sent-again' : 'sent-again-confirmed';
        return [told(kind, { message, afterMs: at - last.at, nth: sendings.length + 1 })];
      }
      case 'confirm': {
        const durable = before.storedIds.some(({ id }) => id === message);
        return [told(durable ? 'confirmed' : 'confirmed-early', { message })];
      }
      case 'deliver': {
        this.#handed++;
        const nth = this.#handed;
        if (nth > 1) return [told('delivered-again', { message, nth })];
        const kept = after.copies.some(({ id }) => id === load.copy);
        return [told(kept ? 'delivered' : 'delivered-forgotten', { message, nth })];
      }
      case 'ack': {
        if (load.verb === 'nack') return [told('nacked', { message })];
        const hand = before.hands.find(({ id }) => id === load.delivery);
        return [told(hand && isUndone(hand) ? 'acked-early' : 'acked', { message })];
      }
    }
  }

  #arrived({ load, twinOf, sentAt }: Packet, before: Lane, { at, profile }: Now): readonly Told[] {
    const { message } = load;
    switch (load.leg) {
      case 'publish': {
        const order = before.orders.find(({ id }) => id === this.#order);
        const met = before.metIds.includes(message) || before.storedIds.some(({ id }) => id === message);
        if (met || twinOf !== undefined) return [told('arrived-again', { message })];
        const first = order?.sendings[0]?.message === message;
        return [told(first ? 'arrived' : 'arrived-other', { message })];
      }
      case 'confirm': {
        const order = before.orders.find(({ id }) => id === this.#order);
        if (order?.confirmedAt !== undefined) return [];
        const sent = order?.sendings[0]?.at ?? sentAt;
        return [told('confirm-arrived', { message, afterMs: at - sent })];
      }
      case 'deliver': {
        const known = before.hands.some((hand) => hand.order === this.#order && hand.message === message);
        return [told(known ? 'in-hand-again' : 'in-hand', { message })];
      }
      case 'ack': {
        const copy = before.copies.find(({ id }) => id === load.copy);
        // Nothing is left that it could be about.
        if (!copy) return [];
        const current = copy.current?.tag === load.tag;
        if (load.verb === 'nack') return current ? [told('nack-arrived', { message })] : [];
        if (current) return [told('ack-arrived', { message })];
        return [told(profile.staleAck === 'accepted' ? 'ack-accepted' : 'ack-stale', { message })];
      }
    }
  }

  #effect(delivery: Delivery['id'], done: boolean, before: Lane): readonly Told[] {
    const hand = before.hands.find(({ id }) => id === delivery);
    if (hand?.order !== this.#order) return [];
    const { message } = hand;
    if (!done) return [told('effect-known', { message })];
    this.#effects++;
    return [told(this.#effects > 1 ? 'effect-again' : 'effect', { message, nth: this.#effects })];
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
      .map((hand) => told(isUndone(hand) ? 'consumer-crashed' : 'consumer-crashed-done', { message: hand.message }));
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
