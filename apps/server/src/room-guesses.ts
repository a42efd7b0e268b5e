import { RateLimiterMemory } from 'rate-limiter-flexible';

export interface GuessLimits {
  /** Wrong room codes that one network may try in a minute before it has to wait. */
  perMinute: number;
  /** The first wait; each further one within the hour is twice as long. */
  firstWaitMs: number;
  longestWaitMs: number;
}

export const guessLimits: GuessLimits = { perMinute: 60, firstWaitMs: 10_000, longestWaitMs: 600_000 };

/** Room codes that are known to be right, and how long, so that memory stays bounded. */
const knownRooms = 2_000;
const knownMs = 4 * 3_600_000;

/**
 * Keeps strangers from walking through the room codes, without locking out a school behind one address: only wrong
 * codes count, and a room that somebody of the same network is in already stays open to all of it, even while that
 * network has to wait.
 */
export class RoomGuesses {
  readonly #limits: GuessLimits;
  readonly #now: () => number;
  readonly #wrong: RateLimiterMemory;
  readonly #waits: RateLimiterMemory;
  /** By network and room code: until when it is known, oldest first. */
  readonly #known = new Map<string, number>();

  constructor(now: () => number, limits: GuessLimits = guessLimits) {
    this.#limits = limits;
    this.#now = now;
    this.#wrong = new RateLimiterMemory({ points: limits.perMinute, duration: 60 });
    this.#waits = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 3_600 });
  }

  /** Milliseconds that the network has to wait before it may ask for this room; 0 for none. */
  async waitMs(network: string, roomCode: string): Promise<number> {
    if ((this.#known.get(keyOf(network, roomCode)) ?? 0) > this.#now()) return 0;
    const wrong = await this.#wrong.get(network);
    return wrong && wrong.consumedPoints > this.#limits.perMinute ? Math.max(1, wrong.msBeforeNext) : 0;
  }

  async wrong(network: string): Promise<void> {
    const { consumedPoints } = await this.#wrong.penalty(network);
    if (consumedPoints !== this.#limits.perMinute) return;
    const { consumedPoints: waits } = await this.#waits.penalty(network);
    const waitMs = Math.min(this.#limits.longestWaitMs, this.#limits.firstWaitMs * 2 ** (waits - 1));
    await this.#wrong.block(network, waitMs / 1_000);
  }

  right(network: string, roomCode: string): void {
    const key = keyOf(network, roomCode);
    this.#known.delete(key);
    this.#known.set(key, this.#now() + knownMs);
    if (this.#known.size <= knownRooms) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      break;
    }
  }
}

function keyOf(network: string, roomCode: string): string {
  return `${network} ${roomCode}`;
}
