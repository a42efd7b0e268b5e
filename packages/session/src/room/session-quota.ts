import type { Command, RoundSettings, SessionState } from '@ack-attack/engine';

export interface SessionLimits {
  /** Events of one session's log; beyond it its round ends, and no other is begun. */
  events: number;
  /** Events that one session may write in a second for long; a busy moment may write `burst` at once. */
  eventsPerSecond: number;
  burst: number;
}

/** The busiest round of a full class writes some 330 events a second: three lessons of an hour fit. */
export const sessionQuotas: SessionLimits = { events: 2_000_000, eventsPerSecond: 600, burst: 20_000 };

/** Half of what the fastest level has. Logs that were written with less replay as before: only new rounds are checked. */
const leastOrderEveryMs = 150;
const leastPaceMs = 20;
const longestRestMs = 10_000;

/** Whether a round with these settings would write more than a class can play. */
export function isTooFast({ orderEveryMs, paceMs: [quickest] }: RoundSettings): boolean {
  return (orderEveryMs > 0 && orderEveryMs < leastOrderEveryMs) || quickest < leastPaceMs;
}

/**
 * Paces what one session writes. A session that has written too much plays on in slow motion: what falls due waits, and
 * so do its machines, while other sessions have what there is.
 */
export class EventPace {
  readonly #limits: SessionLimits;
  readonly #now: () => number;
  #left: number;
  #at: number;

  /** @param now ms */
  constructor(limits: SessionLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#left = limits.burst;
    this.#at = now();
  }

  wrote(events: number): void {
    this.#fill();
    this.#left -= events;
  }

  /** How long nothing more should be written, in ms; 0 where it may be at once. */
  restMs(): number {
    this.#fill();
    if (this.#left >= 0) return 0;
    return Math.min(longestRestMs, Math.ceil((-this.#left / this.#limits.eventsPerSecond) * 1_000));
  }

  #fill(): void {
    const now = this.#now();
    const { burst, eventsPerSecond } = this.#limits;
    this.#left = Math.min(burst, this.#left + (Math.max(0, now - this.#at) / 1_000) * eventsPerSecond);
    this.#at = now;
  }
}

const ending: ReadonlySet<string> = new Set([
  'pauseRound',
  'ringBell',
  'revealTruth',
  'closeRound',
  'finishSession',
  'lockRoom',
  'removePlayer',
  'showMoment',
  'predict',
]);

/** Why a session's limits do not let a command be done now; undefined where they do. */
export function quotaRefusal(
  { version }: Pick<SessionState, 'version'>,
  given: Command,
  limits: SessionLimits,
  restMs: number,
): 'log-full' | 'rate-limited' | undefined {
  // Presence has to stay known, and due events have to happen.
  if (given.by === 'server') return undefined;
  if (given.by !== 'bot' && ending.has(given.command.type)) return undefined;
  if (version >= limits.events) return 'log-full';
  return restMs > 0 && given.by !== 'host' ? 'rate-limited' : undefined;
}
