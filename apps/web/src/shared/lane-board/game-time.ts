import type { ClockView } from '@ack-attack/protocol';

/**
 * Game time as a line: where it stood at one moment of the page's clock and how fast it has run since. A board is
 * given a new one whenever time is paused, resumed, set or speeded up; between those it needs none.
 */
export interface GameTime {
  /** Game ms at `readAt`. */
  gameMs: number;
  /** By the page's own clock, `performance.now()`. */
  readAt: number;
  /** Game ms that pass in one ms; 0 while time stands still. */
  rate: number;
}

/** Game ms at a time of the page's clock. */
export function gameMsAt({ gameMs, readAt, rate }: GameTime, pageNow: number): number {
  return gameMs + (pageNow - readAt) * rate;
}

/** The time of a round that is being played. */
export function liveGameTime(clock: ClockView, serverNow: number, pageNow: number): GameTime {
  return clock.stoppedAt === undefined
    ? { gameMs: serverNow - clock.startedAt, readAt: pageNow, rate: 1 }
    : { gameMs: clock.stoppedAt, readAt: pageNow, rate: 0 };
}
