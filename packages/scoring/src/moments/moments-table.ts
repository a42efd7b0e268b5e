import type { CopyId, DeliveryId, LaneId, MessageId, OrderContent, OrderId } from '@ack-attack/engine';

const lossCauses = [
  'never-sent',
  'publish-lost',
  'not-stored',
  'confirm-before-store',
  'auto-ack-drop',
  'auto-ack-unfinished',
  'ack-before-charge',
  'record-first',
  'stale-ack-accepted',
  'reused-id',
  'discarded',
  'dismissed',
] as const;

/** The kinds of moments, each with its possible causes. */
export const momentCauses = {
  /** An order had one more effect than it should. */
  'double-charge': [
    'fresh-id',
    'same-id-retry',
    'lost-ack',
    'late-ack',
    'no-ack',
    'sent-back',
    'crash-before-record',
    'crash-before-ack',
    'broker-crash',
    'two-workers',
    'forgotten-id',
    'lost-log',
    'ignored-log',
    'network-duplicate',
    'charged-again',
  ],
  /** An order was lost although its producer had received a confirm. */
  'silent-loss': lossCauses,
  /** An order was lost, and its producer knew that it might be. */
  'known-loss': lossCauses,
  /** Something went wrong and the play made it good. */
  save: [
    'log-caught',
    'broker-caught',
    'key-caught',
    'redelivered-after-drop',
    'redelivered-after-crash',
    'retried-after-drop',
    'survived-broker-crash',
  ],
  /** An ack came under a tag that was no longer the copy's. */
  'stale-ack': ['ignored', 'accepted'],
  /** A copy came back three times and was never done. */
  'poison-loop': ['nacked', 'requeued'],
} as const;

export type MomentKind = keyof typeof momentCauses;
export type MomentCause = (typeof momentCauses)[MomentKind][number];

/** What can be a link of the chain that led to a moment. */
export const chainSteps = [
  'published',
  'publish-dropped',
  'stored',
  'confirmed',
  'delivered',
  'delivery-dropped',
  'arrived',
  'checked',
  'charged',
  'recorded',
  'acked',
  'ack-dropped',
  'ack-arrived',
  'nacked',
  'dismissed',
  'returned',
  'forgotten',
  'deduplicated',
  'discarded',
  'consumer-crashed',
  'broker-crashed',
  'given-up',
  'bell',
] as const;

export interface ChainLink {
  step: (typeof chainSteps)[number];
  /** Session ms. */
  at: number;
  /** The version of the log at which it has just happened. */
  version: number;
}

/** One telling moment of a lane. Plain JSON. */
export interface Moment {
  kind: MomentKind;
  cause: MomentCause;
  round: number;
  lane: LaneId;
  /** Session ms of where it shows. */
  at: number;
  /** The version of the log at which it has just happened. */
  version: number;
  orders: readonly OrderId[];
  /** Of the first of its orders. */
  content?: OrderContent;
  message?: MessageId;
  copy?: CopyId;
  delivery?: DeliveryId;
  /** What led to it, oldest first. */
  chain: readonly ChainLink[];
  /** Costly, then instructive, then early: the larger comes first. */
  weight: number;
}

/** A moment before it is weighed. Its chain is built only if it is shown. */
export type Found = Omit<Moment, 'round' | 'lane' | 'content' | 'weight' | 'chain'> & {
  chain: () => readonly ChainLink[];
};
