import type {
  CopyId,
  DeliveryId,
  DeliveryTag,
  EffectId,
  FaultId,
  LaneId,
  MessageId,
  OrderId,
  PacketId,
  PlayerId,
  SeatId,
} from '../base/ids.ts';
import type { FaultKind, FaultSpan, Leg } from './fault.ts';
import type { Policy } from './policy.ts';
import type { ExtraTimeFactor } from './room-rules.ts';

export type Role = 'producer' | 'broker' | 'consumer';

/** What an order is about, in numbers that a catalogue turns into words. */
export interface OrderContent {
  /** Index into the catalogue's customers. */
  customer: number;
  /** Dollars, beats a minute or a parcel number, by the contract's scenario. */
  value: number;
}

/** A place at one machine of a lane. */
export interface Seat {
  id: SeatId;
  role: Role;
  /** The seat's owner; absent where only a bot sits there. */
  player?: PlayerId;
  /** The current actor: the player, or a bot while there is none or the player is away. */
  driver: 'player' | 'bot';
  /** Game time of the last action from this seat, in ms. */
  actedAt: number;
  /** Present while the machine is crashed. */
  down?: { fault: FaultId };
  /** Game ms until which the machine works on its last action. */
  busyUntil?: number;
  /** The machine's policy, in a round on autopilot. */
  policy?: Policy;
  /** The owner's extra-time factor; confidential. */
  extraTime?: ExtraTimeFactor;
}

/** One publish step as the producer remembers it. */
export interface Sending {
  message: MessageId;
  at: number;
}

/** An entry of a producer's order book, with what the producer knows of it. Times are game ms. */
export interface Order {
  id: OrderId;
  producer: SeatId;
  content: OrderContent;
  placedAt: number;
  sendings: readonly Sending[];
  /** When the first confirm arrived. */
  confirmedAt?: number;
  /** When the first copy of it was made durable; from scoring version 3 on. */
  storedAt?: number;
  /** When the producer struck it from its book. */
  givenUpAt?: number;
  /** Present on an order that no consumer can process. */
  poison?: true;
}

/** inbox: in the broker's memory · ready: durable · out: with a consumer · parked: in the dead-letter queue. */
export type Place = 'inbox' | 'ready' | 'out' | 'parked';

export interface Copy {
  id: CopyId;
  message: MessageId;
  order: OrderId;
  place: Place;
  /** Whether it survives a crash of the broker. */
  durable: boolean;
  arrivedAt: number;
  /** Whether the broker had met the message ID when this copy came. */
  metBefore: boolean;
  /** How often it was sent to a consumer. */
  sent: number;
  /** How often the broker sent a confirm for it. */
  confirmed: number;
  /** Where it stands in the broker's partitioned log; absent in a queue and before it is stored. */
  partition?: number;
  offset?: number;
  /** Present while it is out: the tag whose ack would delete it, to whom, and since when. */
  current?: { tag: DeliveryTag; to: SeatId; at: number };
  /** How many of its deliveries visibility ended, and the tag of such a one until it is delivered again. */
  expired?: { times: number; tag?: DeliveryTag };
}

/** A copy that the broker no longer has but can still confirm, until it crashes. */
export interface Receipt {
  copy: CopyId;
  message: MessageId;
  order: OrderId;
  how: 'deduplicated' | 'acked' | 'sent' | 'discarded';
  at: number;
  confirmed: number;
}

/** A delivery in a consumer's hand, with what the consumer did to it. Times are game ms. */
export interface Delivery {
  id: DeliveryId;
  consumer: SeatId;
  tag: DeliveryTag;
  copy: CopyId;
  message: MessageId;
  order: OrderId;
  arrivedAt: number;
  /** The broker's hint that the copy was sent before; false proves nothing. */
  redelivered: boolean;
  checked?: 'seen' | 'new';
  charges: number;
  recorded: boolean;
  committed?: 'done' | 'skipped';
  answered?: 'ack' | 'nack';
  /** Whether the work was tried and cannot be done. */
  failed?: true;
}

/** What a packet carries. A publish packet has no copy: it becomes one at the broker. */
export type Load =
  | { leg: 'publish'; order: OrderId; message: MessageId }
  | { leg: 'confirm'; order: OrderId; message: MessageId; copy: CopyId }
  | {
      leg: 'deliver';
      order: OrderId;
      message: MessageId;
      copy: CopyId;
      tag: DeliveryTag;
      delivery: DeliveryId;
      redelivered: boolean;
    }
  | {
      leg: 'ack';
      verb: 'ack' | 'nack';
      order: OrderId;
      message: MessageId;
      copy: CopyId;
      tag: DeliveryTag;
      delivery: DeliveryId;
    };

/** A packet in the air. Times are game ms. */
export interface Packet {
  id: PacketId;
  from: SeatId;
  to: SeatId;
  sentAt: number;
  arrivesAt: number;
  /** Present where the network has decided to lose it on the way. */
  dropsAt?: number;
  /** The faults that touched it. */
  faults: readonly FaultId[];
  /** The packet this one is the network's second copy of. */
  twinOf?: PacketId;
  load: Load;
}

/** A packet that was lost, as the projector shows it. Times are game ms. */
export interface Drop {
  id: PacketId;
  from: SeatId;
  to: SeatId;
  leg: Leg;
  sentAt: number;
  arrivesAt: number;
  at: number;
}

/** One call to the bank that had an effect. */
export interface Effect {
  id: EffectId;
  order: OrderId;
  message: MessageId;
  consumer: SeatId;
  at: number;
  /** Present where the bank was given the order as an idempotency key. */
  keyed?: true;
}

export interface Fault {
  id: FaultId;
  what: FaultKind;
  span: FaultSpan;
  /** Packets left to hit, for a fault of the next N. */
  left?: number;
  /** Game ms when it ends automatically. */
  until?: number;
}

/** An ack or nack as the broker saw it arrive. */
export interface AckRecord {
  tag: DeliveryTag;
  verb: 'ack' | 'nack';
  /** Whether the tag was no longer the copy's current one. */
  stale: boolean;
  at: number;
  /** The packet its consumer sent, where answering twice matters; the network's twin has the same. */
  step?: PacketId;
}

/** A message ID with the game ms at which it was first written. */
export interface WrittenId {
  id: MessageId;
  at: number;
}

/** IDs that one dedup log holds, oldest first; the lane's own, or one consumer's. */
export interface DedupLog {
  owner: SeatId | 'lane';
  ids: readonly WrittenId[];
}

/** Totals that no later event takes back. */
export interface Counts {
  orders: number;
  messages: number;
  /** Arrivals at the broker. */
  copies: number;
  tags: number;
  deliveries: number;
  packets: number;
  effects: number;
  faults: number;
  /** Publish steps. */
  published: number;
  /** Copies made durable. */
  stored: number;
  /** Deliver steps. */
  sent: number;
  /** Arrivals in a hand. */
  delivered: number;
  /** Packets lost on the way. */
  dropped: number;
}

/**
 * Orders that are closed: nothing of them is anywhere any more, and no policy ever touches them again. Each of them is
 * one of done, late, duplicated, lost and lostSilently.
 */
export interface ClosedOrders {
  /** One effect, in time. */
  done: number;
  /** One effect, too late to be fresh. */
  late: number;
  /** More than one effect. */
  duplicated: number;
  /** Those of the duplicated whose first effect was too late. */
  duplicatedLate: number;
  /** Effects beyond the first. */
  duplicates: number;
  /** No effect, and no confirm for it came. */
  lost: number;
  /** No effect, and a confirm for it came. */
  lostSilently: number;
  /** Those with an effect of which no confirm came, or that were never durable; from scoring version 3 on. */
  unsettled?: number;
}

/** One lane's machines, network and ledger. Everything is plain JSON. */
export interface Lane {
  id: LaneId;
  seats: readonly Seat[];
  /** In a round on autopilot only those that are open. */
  orders: readonly Order[];
  /** Present in a round on autopilot. */
  closed?: ClosedOrders;
  copies: readonly Copy[];
  receipts: readonly Receipt[];
  hands: readonly Delivery[];
  packets: readonly Packet[];
  /** The last packets that were lost, oldest first. */
  drops: readonly Drop[];
  /** The bank's ledger for these orders, oldest line first. */
  effects: readonly Effect[];
  faults: readonly Fault[];
  /** The last acks and nacks that reached the broker, oldest first. */
  answers: readonly AckRecord[];
  dedupLogs: readonly DedupLog[];
  /** Message IDs the broker has made durable, oldest first. */
  storedIds: readonly WrittenId[];
  /** Message IDs in the broker's memory. */
  metIds: readonly MessageId[];
  /** The offset that each partition gives next, where the broker has partitions. */
  nextOffsets?: readonly number[];
  /** The consumer that reads each partition; empty while none is up. */
  owners?: readonly SeatId[];
  /** Game ms of the next order; absent where none comes. */
  nextOrderAt?: number;
  counts: Counts;
}
