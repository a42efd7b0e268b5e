import {
  naivePolicies,
  type CopyId,
  type DeliveryId,
  type DeliveryTag,
  type EffectId,
  type LaneEvent,
  type LanePlan,
  type Load,
  type MessageId,
  type OrderContent,
  type OrderId,
  type Packet,
  type PacketId,
  type Profile,
  type RoundSettings,
  type SeatId,
} from '@ack-attack/engine';
import { verdictOf } from './contract-verdict.ts';
import type { LedgerEntry } from './ledger.ts';
import { resultOf, type OrderResult } from './order-result.ts';
import { countService, serviceTerms, type Service } from './service.ts';
import type { Tally } from './tally.ts';

interface BookedOrder {
  content: OrderContent;
  placedAt: number;
  poison: boolean;
  confirmed: boolean;
  stored: boolean;
  givenUp: boolean;
  effects: number;
  /** Game ms of the first effect. */
  doneAt?: number;
}

interface BookedCopy {
  order: OrderId;
  durable: boolean;
  parked: boolean;
  /** The tag whose ack deletes it, and its consumer. */
  tag?: DeliveryTag;
  to?: SeatId;
  /** The tag that visibility ended, until the copy is sent again. */
  expiredTag?: DeliveryTag | undefined;
  /** Where it stands in the broker's log, where that has partitions. */
  place?: { partition: number; offset: number };
}

/** One lane's books, kept event by event from the log alone. */
export class LaneBook {
  readonly #orders = new Map<OrderId, BookedOrder>();
  readonly #copies = new Map<CopyId, BookedCopy>();
  readonly #packets = new Map<PacketId, Load>();
  readonly #deliveries = new Map<DeliveryId, { order: OrderId; message: MessageId }>();
  readonly #ledger: LedgerEntry[] = [];
  readonly #counts = { published: 0, stored: 0, sent: 0, delivered: 0 };
  readonly #plan: LanePlan;
  readonly #profile: Profile;
  readonly #offsets: number[] = [];
  readonly #settings: RoundSettings;
  #owners: readonly SeatId[] | undefined;
  #ackMode: Profile['ackMode'];

  constructor(plan: LanePlan, settings: RoundSettings) {
    const { profile, autopilot } = settings;
    this.#plan = plan;
    this.#settings = settings;
    this.#profile = profile;
    this.#ackMode = autopilot ? naivePolicies.broker.ackMode : profile.ackMode;
  }

  get ledger(): readonly LedgerEntry[] {
    return [...this.#ledger];
  }

  /** @param at game ms of the event */
  enter(event: LaneEvent, at: number): void {
    switch (event.type) {
      case 'orderPlaced':
        this.#orders.set(event.order, {
          content: event.content,
          placedAt: at,
          poison: event.poison ?? false,
          confirmed: false,
          stored: false,
          givenUp: false,
          effects: 0,
        });
        break;
      case 'orderGivenUp':
        this.#change(this.#orders.get(event.order), { givenUp: true });
        break;
      case 'packetSent':
        this.#sent(event.packet);
        break;
      case 'packetArrived': {
        const load = this.#packets.get(event.packet);
        this.#packets.delete(event.packet);
        if (load) this.#arrived(load, event.copy);
        break;
      }
      case 'packetDropped':
        this.#packets.delete(event.packet);
        break;
      case 'copyStored':
        this.#change(this.#copies.get(event.copy), { durable: true });
        this.#change(this.#orderOf(event.copy), { stored: true });
        this.#append(this.#copies.get(event.copy));
        this.#counts.stored++;
        break;
      case 'copyDeduplicated':
      case 'copyDiscarded':
        this.#copies.delete(event.copy);
        break;
      case 'copyParked':
      case 'copyDeadLettered':
        this.#change(this.#copies.get(event.copy), { durable: true, parked: true });
        this.#release(this.#copies.get(event.copy)?.tag);
        break;
      case 'tagReleased':
        this.#release(event.tag);
        break;
      case 'tagExpired':
        this.#expire(event.tag);
        break;
      case 'partitionsAssigned':
        this.#owners = event.owners;
        break;
      case 'channelClosed':
        this.#close(event.consumer, event.reason === 'rebalance');
        break;
      case 'policySet':
        if (event.policy.role === 'broker') this.#ackMode = event.policy.ackMode;
        break;
      case 'cardCharged':
      case 'workCommitted':
        if (event.effect !== undefined) this.#charge(event.effect, event.delivery, event.seat, at);
        break;
      case 'machineCrashed':
        if (this.#plan.seats.some((seat) => seat.id === event.seat && seat.role === 'broker')) this.#loseMemory();
        break;
      default:
    }
  }

  /** What became of every order, as if the power were cut now. */
  orders(): readonly OrderResult[] {
    const fates = this.#fates();
    const held = new Set([...this.#copies.values()].flatMap(({ order, parked }) => (parked ? [] : [order])));
    return [...this.#orders].map(([order, { placedAt, confirmed, stored, effects, doneAt }], index) =>
      resultOf(
        { order, placedAt, confirmed, stored, held: held.has(order), fate: fates[index] ?? 'lost', effects, doneAt },
        this.#settings,
      ),
    );
  }

  /** The tally as if the power were cut now. */
  tally(): Tally {
    const totals = { duplicates: 0, lost: 0, lostSilently: 0, parked: 0, pending: 0 };
    const fates = this.#fates();
    for (const [index, { effects, confirmed }] of [...this.#orders.values()].entries()) {
      const fate = fates[index] ?? 'lost';
      if (fate === 'done') totals.duplicates += effects - 1;
      else totals[fate]++;
      if (fate === 'lost' && confirmed) totals.lostSilently++;
    }
    const verdict = verdictOf(totals.duplicates, totals.lost);
    return { ...this.#counts, effects: this.#ledger.length, ...totals, verdict };
  }

  /**
   * Its customers, as if the power were cut now.
   *
   * @param at game ms of now
   * @param extraTime the most time that one of its players has
   */
  service(at: number, extraTime: number): Service {
    const outcomes = this.orders();
    const orders = [...this.#orders.values()].map(({ placedAt, poison }, index) => {
      return { outcome: outcomes[index]?.outcome ?? 'lost', placedAt, poison };
    });
    return countService(orders, undefined, serviceTerms(this.#settings, extraTime), at);
  }

  #fates(): readonly ('done' | 'pending' | 'parked' | 'lost')[] {
    const safe = new Set<OrderId>();
    const parked = new Set<OrderId>();
    for (const copy of this.#copies.values()) {
      if (copy.parked) parked.add(copy.order);
      else if (copy.durable) safe.add(copy.order);
    }
    return [...this.#orders].map(([id, { effects, confirmed, givenUp }]) => {
      if (effects > 0) return 'done';
      if (safe.has(id) || !(confirmed || givenUp)) return 'pending';
      return parked.has(id) ? 'parked' : 'lost';
    });
  }

  #sent({ id, to, load, twinOf }: Packet): void {
    this.#packets.set(id, load);
    if (twinOf !== undefined) return;
    if (load.leg === 'publish') this.#counts.published++;
    if (load.leg !== 'deliver') return;
    this.#counts.sent++;
    if (this.#ackMode === 'auto') this.#copies.delete(load.copy);
    else this.#change(this.#copies.get(load.copy), { tag: load.tag, to, expiredTag: undefined });
  }

  #arrived(load: Load, copy: CopyId | undefined): void {
    switch (load.leg) {
      case 'publish':
        if (copy !== undefined) this.#copies.set(copy, { order: load.order, durable: false, parked: false });
        break;
      case 'confirm':
        this.#change(this.#orders.get(load.order), { confirmed: true });
        break;
      case 'deliver':
        this.#counts.delivered++;
        this.#deliveries.set(load.delivery, { order: load.order, message: load.message });
        break;
      case 'ack': {
        const { tag, expiredTag, parked = false } = this.#copies.get(load.copy) ?? {};
        const outlasts = this.#profile.tagOutlastsVisibility === true && tag === undefined && !parked;
        const current = (outlasts ? expiredTag : tag) === load.tag;
        if (load.verb === 'nack') this.#release(load.tag);
        else if (current && this.#profile.ackScope === 'cumulative') this.#commit(load.copy);
        else if (current || this.#profile.staleAck === 'accepted') this.#copies.delete(load.copy);
      }
    }
  }

  #append(copy: BookedCopy | undefined): void {
    const { partitions } = this.#profile;
    if (!copy || !(partitions > 0)) return;
    const partition = (this.#orders.get(copy.order)?.content.customer ?? 0) % partitions;
    const offset = this.#offsets[partition] ?? 0;
    this.#offsets[partition] = offset + 1;
    copy.place = { partition, offset };
  }

  /** A commit takes its copy and all that stood before it in its partition, but for what was parked. */
  #commit(id: CopyId): void {
    const upTo = this.#copies.get(id)?.place;
    this.#copies.delete(id);
    for (const [other, { place, parked }] of this.#copies) {
      if (!upTo || !place || parked) continue;
      if (place.partition === upTo.partition && place.offset < upTo.offset) this.#copies.delete(other);
    }
  }

  #close(consumer: SeatId, rebalanced: boolean): void {
    for (const copy of this.#copies.values()) {
      if (copy.to !== consumer) continue;
      if (!rebalanced || this.#owners?.[copy.place?.partition ?? -1] !== consumer) this.#release(copy.tag);
    }
  }

  #release(tag: DeliveryTag | undefined): void {
    for (const copy of this.#copies.values()) if (copy.tag === tag) delete copy.tag;
  }

  #expire(tag: DeliveryTag): void {
    for (const copy of this.#copies.values()) {
      if (copy.tag !== tag) continue;
      copy.expiredTag = tag;
      delete copy.tag;
    }
  }

  #loseMemory(): void {
    for (const [id, copy] of this.#copies) {
      if (copy.durable) delete copy.tag;
      else this.#copies.delete(id);
    }
  }

  #charge(effect: EffectId, id: DeliveryId, consumer: SeatId, at: number): void {
    const delivery = this.#deliveries.get(id);
    const order = delivery && this.#orders.get(delivery.order);
    if (!delivery || !order) return;
    const nth = ++order.effects;
    order.doneAt ??= at;
    this.#ledger.push({ effect, ...delivery, content: order.content, consumer, at, nth });
  }

  #orderOf(copy: CopyId): BookedOrder | undefined {
    const booked = this.#copies.get(copy);
    return booked && this.#orders.get(booked.order);
  }

  #change<T extends object>(entry: T | undefined, changes: Partial<T>): void {
    if (entry) Object.assign(entry, changes);
  }
}
