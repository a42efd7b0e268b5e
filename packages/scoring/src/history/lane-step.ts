import type { Lane, LaneEvent, PlayerId, RoundSettings } from '@ack-attack/engine';

/** A place in the log. */
export interface Point {
  /** The version of the log at which it has just happened. */
  version: number;
  /** Session ms. */
  at: number;
  game: number;
}

/** A place in the log with its actor; without a player it was a bot, or the clock. */
export interface By extends Point {
  player?: PlayerId;
}

/** One step of one lane: an event of that lane, or the bell, which all lanes share. */
export interface LaneStep extends Point {
  event: LaneEvent | { type: 'bellRang' };
  round: number;
  settings: RoundSettings;
  /** The lane before the event, which is what its machines knew when they acted. */
  before: Lane;
}
