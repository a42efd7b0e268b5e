import type { Contract } from '@ack-attack/engine';

/** What one order brings a lane, by how it ended. */
export interface PointsPerOrder {
  /** Done once, in time. */
  done: number;
  /** Each effect beyond the first. */
  furtherEffect: number;
  /** Lost although the producer had received a confirm. */
  lostSilently: number;
  /** Lost, and the producer knows. */
  lost: number;
  /** Done, but somebody still waits for an answer (SCO-25): half of it. */
  unsettled: number;
}

/** Pending, parked and done too late bring nothing under any contract (SCO-9). */
export const pointsPerOrder: { readonly [C in Contract]: Readonly<PointsPerOrder> } = {
  'at-most-once': { done: 10, furtherEffect: -15, lostSilently: 0, lost: 0, unsettled: 0 },
  'at-least-once': { done: 10, furtherEffect: -2, lostSilently: -15, lost: -10, unsettled: -5 },
  'exactly-once': { done: 10, furtherEffect: -15, lostSilently: -15, lost: -10, unsettled: -5 },
};
