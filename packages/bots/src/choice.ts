import type { Action, RoundSettings } from '@ack-attack/engine';

/** Why a textbook takes a step. Each code has a sentence in the catalogues, which guided play shows. */
export const reasonCodes = [
  // producer
  'send-new-order',
  'no-confirm-resend-same-id',
  'no-confirm-send-as-new',
  'retries-spent-so-give-up',
  'sent-once-so-forget',
  // broker
  'deliver-without-waiting',
  'already-met-discard',
  'unanswered-discard',
  'store-before-confirm',
  'stored-so-confirm',
  'confirm-before-store',
  'finished-so-confirm',
  'deliver-stored-copy',
  'redeliver-stored-copy',
  'no-ack-requeue',
  'limit-so-park',
  // consumer
  'ack-before-charge',
  'charge-once',
  'charge-before-ack',
  'check-before-charge',
  'new-so-charge',
  'new-so-record',
  'recorded-so-charge',
  'charged-so-record',
  'commit-charge-and-record',
  'bank-knows-the-key-charge',
  'done-so-ack',
  'seen-so-ack',
  'maybe-seen-skip',
  'cannot-be-done-so-nack',
  'cannot-be-done-so-dismiss',
  'finished-so-dismiss',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** One step of a textbook with its reason. */
export interface Choice {
  action: Action;
  reason: ReasonCode;
}

/** What a bot knows beside its seat's view. */
export interface BotContext {
  settings: RoundSettings;
  /** Game ms. */
  now: number;
  /** The session's seed: the same seed gives the same play. */
  seed: number;
}
