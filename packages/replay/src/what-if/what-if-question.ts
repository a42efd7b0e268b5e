import type { LanePolicies } from '@ack-attack/bots';
import type { Contract, LaneId, SeatId } from '@ack-attack/engine';

/** The seats that play differently in one lane of one round, and their policies. */
export interface WhatIfQuestion {
  round: number;
  lane: LaneId;
  /** One seat or every one; none asks for the same game again. */
  seats: SeatId | 'all' | 'none';
  /** Whose textbook they play by. */
  contract: Contract;
  /** What those of a role go by instead of the textbook. */
  policies?: Partial<LanePolicies>;
}
