import type { CopyId, DeliveryId, LaneId, MessageId, OrderId, PlayerId, SeatId } from '@ack-attack/engine';
import type { By } from '../history/lane-step.ts';

/** The number of a misconception of the lesson that play can show, or confirming what is not yet durable. */
export type MarkSubject = 1 | 3 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 'durability';

/** Every rule with what it is about, and whether it shows that this was understood or not yet. */
export const markRules = {
  'fresh-id-resend': { about: 1, shows: 'not-yet' },
  'same-id-resend': { about: 1, shows: 'understood' },
  'ack-before-charge': { about: 3, shows: 'not-yet' },
  'charge-before-ack': { about: 3, shows: 'understood' },
  'record-before-charge': { about: 7, shows: 'not-yet' },
  'recorded-never-charged': { about: 7, shows: 'not-yet' },
  'charge-before-record': { about: 7, shows: 'understood' },
  'both-checked-both-charged': { about: 8, shows: 'not-yet' },
  'committed-as-one': { about: 8, shows: 'understood' },
  'unchecked-behind-broker-dedup': { about: 9, shows: 'not-yet' },
  'checked-behind-broker-dedup': { about: 9, shows: 'understood' },
  'unflagged-unchecked': { about: 10, shows: 'not-yet' },
  'unflagged-checked': { about: 10, shows: 'understood' },
  'forgotten-too-early': { about: 11, shows: 'not-yet' },
  'hasty-requeue': { about: 12, shows: 'not-yet' },
  'patient-requeue': { about: 12, shows: 'understood' },
  'duplicate-not-acked': { about: 13, shows: 'not-yet' },
  'duplicate-acked': { about: 13, shows: 'understood' },
  'poison-redelivered': { about: 14, shows: 'not-yet' },
  'poison-nacked': { about: 14, shows: 'not-yet' },
  'poison-parked': { about: 14, shows: 'understood' },
  'same-content-dropped': { about: 15, shows: 'not-yet' },
  'same-content-charged': { about: 15, shows: 'understood' },
  'confirm-before-store': { about: 'durability', shows: 'not-yet' },
  'store-before-confirm': { about: 'durability', shows: 'understood' },
} as const satisfies Record<string, { about: MarkSubject; shows: 'understood' | 'not-yet' }>;

export type MarkRule = keyof typeof markRules;

/** What one step of a player's play showed. Plain JSON. */
export interface CraftMark {
  rule: MarkRule;
  about: MarkSubject;
  shows: 'understood' | 'not-yet';
  round: number;
  lane: LaneId;
  seat: SeatId;
  /** The seat's owner and its actor at that time. */
  player: PlayerId;
  /** Session ms. */
  at: number;
  /** The version of the log at which it has just happened. */
  version: number;
  order: OrderId;
  message: MessageId;
  copy?: CopyId;
  delivery?: DeliveryId;
}

/** A rule's finding: a step of the seat's actor, a bot included. */
export interface Finding extends Pick<CraftMark, 'rule' | 'seat' | 'order' | 'message' | 'copy' | 'delivery'> {
  by: By;
}
