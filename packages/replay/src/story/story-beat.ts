import type { MessageId } from '@ack-attack/engine';

/** What can happen to an order on its way, as a story tells it. */
export const storyKinds = [
  'placed',
  'sent',
  'sent-again',
  'sent-again-confirmed',
  'sent-new-id',
  'sent-new-id-confirmed',
  'doubled',
  'publish-lost',
  'publish-at-crashed',
  'arrived',
  'arrived-again',
  'arrived-other',
  'stored',
  'deduplicated',
  'confirmed',
  'confirmed-early',
  'confirm-lost',
  'confirm-arrived',
  'given-up',
  'delivered',
  'delivered-again',
  'delivered-other',
  'delivered-forgotten',
  'delivery-lost',
  'delivery-at-crashed',
  'in-hand',
  'in-hand-again',
  'in-hand-elsewhere',
  'checked-new',
  'checked-seen',
  'checked-forgotten',
  'effect',
  'effect-again',
  'committed',
  'committed-again',
  'effect-known',
  'recorded',
  'commit-skipped',
  'failed',
  'acked',
  'acked-early',
  'nacked',
  'ack-lost',
  'ack-at-crashed',
  'ack-arrived',
  'ack-stale',
  'ack-accepted',
  'ack-covered',
  'ack-idle',
  'nack-arrived',
  'nack-stale',
  'requeued',
  'expired',
  'channel-closed-crash',
  'channel-closed-double-ack',
  'channel-closed-rebalance',
  'dismissed',
  'parked',
  'dead-lettered',
  'discarded',
  'forgotten',
  'forgotten-by-broker',
  'forgotten-everywhere',
  'broker-crashed',
  'broker-survived',
  'consumer-crashed',
  'consumer-crashed-done',
  'consumer-crashed-unrecorded',
  'consumer-crashed-unanswered',
  'consumer-crashed-last',
] as const;
export type StoryKind = (typeof storyKinds)[number];

/** One sentence of a story. Actor and target stand in the log, at the version. */
export interface StoryBeat {
  kind: StoryKind;
  /** Whether the story turns here: something was lost, repeated, forgotten, or done too early. */
  turn: boolean;
  /** Game ms. */
  at: number;
  /** The version of the log at which it has just happened. */
  version: number;
  message?: MessageId;
  /** Game ms since what it answers or repeats. */
  afterMs?: number;
  /** Which effect of the order, or which sending of its message, it is, from 1. */
  nth?: number;
}
