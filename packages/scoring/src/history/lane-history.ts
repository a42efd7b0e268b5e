import {
  isInTime,
  profileFor,
  type Copy,
  type CopyId,
  type DeliveryId,
  type DeliveryTag,
  type Lane,
  type Load,
  type MessageId,
  type OrderId,
  type Packet,
  type PacketId,
  type RoundSettings,
  type SeatId,
} from '@ack-attack/engine';
import type { SendRecord, HandStep, Hand, AckStep, Tag, CopyRecord, OrderRecord } from './lane-records.ts';
import { ownerOf } from './seat-owner.ts';
import type { By, LaneStep, Point } from './lane-step.ts';

/**
 * What the engine's state forgets of one lane in one round: deliveries that were dismissed, copies that are gone, who did
 * what when. Its entries are changed as the log goes on.
 */
export class LaneHistory {
  readonly orders = new Map<OrderId, OrderRecord>();
  /** Every message ID that was sent. */
  readonly messages = new Set<MessageId>();
  readonly copies = new Map<CopyId, CopyRecord>();
  readonly tags = new Map<DeliveryTag, Tag>();
  readonly hands = new Map<DeliveryId, Hand>();
  readonly handsOf = new Map<MessageId, Hand[]>();
  /** Hands that called the bank, by consumer and content. */
  readonly #worked = new Map<string, Hand[]>();
  readonly forgotten = new Map<MessageId, Point[]>();
  readonly #packets = new Map<PacketId, { load: Load; sending?: SendRecord; tag?: Tag; answer?: AckStep }>();

  /** Hands of the same consumer, and with the same content, in which it called the bank. */
  workedAlike(hand: Hand): readonly Hand[] {
    return this.#worked.get(contentKey(hand)) ?? [];
  }

  /** Takes note of a turn. */
  enter(turn: LaneStep): void {
    const { event, before, settings } = turn;
    const here = pointOf(turn);
    const by = (seat: SeatId): By => ({ ...here, player: ownerOf(before, seat) });
    switch (event.type) {
      case 'orderPlaced':
        this.orders.set(event.order, {
          id: event.order,
          content: event.content,
          sendings: [],
          copies: [],
          effects: [],
        });
        return;
      case 'orderGivenUp':
        assign(this.orders.get(event.order), { givenUp: by(event.seat) });
        return;
      case 'packetSent':
        return this.#sent(event.packet, before, settings, by(event.packet.from));
      case 'packetArrived':
        return this.#arrived(event.packet, event.copy, turn, here);
      case 'packetDropped': {
        const { sending, tag, answer } = this.#packets.get(event.packet) ?? {};
        this.#packets.delete(event.packet);
        for (const lost of [sending, tag, answer]) assign(lost, { dropped: here });
        return;
      }
      case 'copyStored':
        assign(this.copies.get(event.copy), { stored: by(event.seat) });
        return;
      case 'copyDeduplicated':
        assign(this.copies.get(event.copy), { end: { ...here, how: 'deduplicated' } });
        return;
      case 'copyDiscarded':
        assign(this.copies.get(event.copy), { end: { ...here, how: 'discarded' } });
        return;
      case 'copyParked':
        assign(this.copies.get(event.copy), { parked: by(event.seat) });
        return;
      case 'tagReleased': {
        const copy = before.copies.find((candidate) => candidate.current?.tag === event.tag);
        if (copy) this.#returned(copy, 'requeue', by(event.seat));
        return;
      }
      case 'logChecked':
        return this.#step(event.delivery, { ...by(event.seat), do: 'check', says: event.says });
      case 'cardCharged':
        return this.#step(event.delivery, { ...by(event.seat), do: 'charge', effect: event.effect });
      case 'idRecorded':
        return this.#step(event.delivery, { ...by(event.seat), do: 'record' });
      case 'workCommitted':
        return this.#step(event.delivery, {
          ...by(event.seat),
          do: 'commit',
          says: event.outcome,
          effect: event.effect,
        });
      case 'deliveryDismissed':
        assign(this.hands.get(event.delivery), { end: { ...by(event.seat), how: 'dismissed' } });
        return;
      case 'machineCrashed':
        return this.#crashed(event.seat, before, here);
      case 'idForgotten':
        listOf(this.forgotten, event.message).push(here);
        return;
      default:
    }
  }

  #sent(packet: Packet, before: Lane, settings: RoundSettings, by: By): void {
    const { load, twinOf } = packet;
    const twin = twinOf !== undefined;
    switch (load.leg) {
      case 'publish': {
        const sending: SendRecord = { ...by, message: load.message, twin };
        this.orders.get(load.order)?.sendings.push(sending);
        this.messages.add(load.message);
        this.#packets.set(packet.id, { load, sending });
        return;
      }
      case 'confirm': {
        const copy = this.copies.get(load.copy);
        if (copy && !twin)
          copy.confirmed ??= { ...by, durable: before.storedIds.some(({ id }) => id === load.message) };
        this.#packets.set(packet.id, { load });
        return;
      }
      case 'deliver': {
        const copy = this.copies.get(load.copy);
        if (!copy) return;
        if (twin) {
          this.#packets.set(packet.id, { load });
          return;
        }
        const tag: Tag = { id: load.tag, copy, sent: by, hands: [], answers: [] };
        copy.tags.push(tag);
        this.tags.set(tag.id, tag);
        this.#packets.set(packet.id, { load, tag });
        if (profileFor(before, settings, packet.from).ackMode === 'auto') copy.end = { ...by, how: 'sent' };
        return;
      }
      case 'ack': {
        const hand = this.hands.get(load.delivery);
        const answer: AckStep = { ...by, verb: load.verb, hand };
        if (!twin) {
          hand?.steps.push({ ...by, do: load.verb });
          this.tags.get(load.tag)?.answers.push(answer);
        }
        this.#packets.set(packet.id, { load, answer });
      }
    }
  }

  #arrived(id: PacketId, copyId: CopyId | undefined, turn: LaneStep, here: Point): void {
    const { load, sending, answer } = this.#packets.get(id) ?? {};
    this.#packets.delete(id);
    switch (load?.leg) {
      case 'publish': {
        if (copyId === undefined) return;
        const { message, order } = load;
        const copy: CopyRecord = { id: copyId, message, order, sending, arrived: here, tags: [] };
        this.copies.set(copyId, copy);
        this.orders.get(order)?.copies.push(copy);
        return;
      }
      case 'confirm': {
        const order = this.orders.get(load.order);
        if (order) order.confirmed ??= here;
        return;
      }
      case 'deliver': {
        const tag = this.tags.get(load.tag);
        const packet = turn.before.packets.find((candidate) => candidate.id === id);
        if (!tag || !packet) return;
        const hand: Hand = {
          id: load.delivery,
          seat: packet.to,
          tag,
          message: load.message,
          order: load.order,
          content: this.orders.get(load.order)?.content ?? { customer: 0, value: 0 },
          redelivered: load.redelivered,
          arrived: here,
          steps: [],
        };
        tag.hands.push(hand);
        this.hands.set(hand.id, hand);
        listOf(this.handsOf, hand.message).push(hand);
        return;
      }
      case 'ack': {
        const copy = turn.before.copies.find((candidate) => candidate.id === load.copy);
        const { profile } = turn.settings;
        const stale = !isInTime(copy, load, profile);
        assign(answer, { arrived: { ...here, stale } });
        if (!copy) return;
        if (load.verb === 'nack') {
          if (!stale) this.#returned(copy, 'nack', here);
        } else if (!stale || profile.staleAck === 'accepted') {
          assign(this.copies.get(copy.id), { end: { ...here, how: 'acked', answer } });
        }
        return;
      }
      default:
    }
  }

  #returned(copy: Copy, how: NonNullable<Tag['returned']>['how'], by: By): void {
    if (!copy.current) return;
    assign(this.tags.get(copy.current.tag), { returned: { ...by, how, waitedMs: by.game - copy.current.at } });
  }

  #step(delivery: DeliveryId, step: HandStep): void {
    const hand = this.hands.get(delivery);
    if (!hand) return;
    hand.steps.push(step);
    if (step.do === 'charge' || step.says === 'done') listOf(this.#worked, contentKey(hand)).push(hand);
    if (step.effect === undefined) return;
    this.orders.get(hand.order)?.effects.push({ id: step.effect, hand, step });
  }

  #crashed(seat: SeatId, before: Lane, here: Point): void {
    for (const { id, consumer } of before.hands) {
      if (consumer === seat) assign(this.hands.get(id), { end: { ...here, how: 'crash' } });
    }
    if (before.seats.find(({ id }) => id === seat)?.role !== 'broker') return;
    for (const copy of before.copies) {
      if (copy.durable) {
        assign(this.copies.get(copy.id), { survived: here });
        this.#returned(copy, 'crash', here);
      } else {
        assign(this.copies.get(copy.id), { end: { ...here, how: 'crash' } });
      }
    }
  }
}

export function pointOf({ version, at, game }: Point): Point {
  return { version, at, game };
}

function contentKey({ seat, content }: Hand): string {
  return `${seat} ${content.customer} ${content.value}`;
}

function assign<T extends object>(entry: T | undefined, changes: Partial<T>): void {
  if (entry) Object.assign(entry, changes);
}

function listOf<K, V>(map: Map<K, V[]>, key: K): V[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
