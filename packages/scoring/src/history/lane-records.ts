import type {
  CopyId,
  DeliveryId,
  DeliveryTag,
  EffectId,
  MessageId,
  OrderContent,
  OrderId,
  SeatId,
} from '@ack-attack/engine';
import type { By, Point } from './lane-step.ts';

/** One publish packet: a step of the producer's, or what the network made of it. */
export interface SendRecord extends By {
  message: MessageId;
  twin: boolean;
  dropped?: Point;
}

export interface HandStep extends By {
  do: 'check' | 'charge' | 'record' | 'commit' | 'ack' | 'nack';
  /** What a check said, or what a commit did. */
  says?: 'seen' | 'new' | 'done' | 'skipped';
  effect?: EffectId;
}

/** A delivery as its consumer had it in hand. */
export interface Hand {
  id: DeliveryId;
  seat: SeatId;
  tag: Tag;
  message: MessageId;
  order: OrderId;
  content: OrderContent;
  redelivered: boolean;
  arrived: Point;
  steps: HandStep[];
  end?: By & { how: 'dismissed' | 'crash' };
}

export interface AckStep extends By {
  verb: 'ack' | 'nack';
  hand: Hand | undefined;
  dropped?: Point;
  arrived?: Point & { stale: boolean };
}

/** One deliver step. */
export interface Tag {
  id: DeliveryTag;
  copy: CopyRecord;
  sent: By;
  dropped?: Point;
  hands: Hand[];
  answers: AckStep[];
  /** When the copy came back without an ack. */
  returned?: By & { how: 'requeue' | 'nack' | 'crash'; waitedMs: number };
}

export interface CopyRecord {
  id: CopyId;
  message: MessageId;
  order: OrderId;
  sending: SendRecord | undefined;
  arrived: Point;
  stored?: By;
  /** The first confirm that was sent for it, and whether the message was durable by then. */
  confirmed?: By & { durable: boolean };
  /** A crash of the broker that it outlived. */
  survived?: Point;
  parked?: By;
  tags: Tag[];
  end?: Point & { how: 'deduplicated' | 'discarded' | 'acked' | 'sent' | 'crash'; answer?: AckStep };
}

export interface EffectRecord {
  id: EffectId;
  hand: Hand;
  step: HandStep;
}

export interface OrderRecord {
  id: OrderId;
  content: OrderContent;
  sendings: SendRecord[];
  copies: CopyRecord[];
  effects: EffectRecord[];
  /** When the first confirm arrived. */
  confirmed?: Point;
  givenUp?: By;
}
