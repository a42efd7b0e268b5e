import { RateLimiterMemory } from 'rate-limiter-flexible';

export interface ClaimRates {
  /** Claims to seats that one network may make in a minute: a whole class may be behind it. */
  perNetwork: number;
  /** Claims that one session is asked in ten minutes, from wherever they come. */
  perSession: number;
}

export const claimRates: ClaimRates = { perNetwork: 20, perSession: 60 };

/** Keeps devices that claim others' seats from filling a session's log and its teacher's screen. */
export class ClaimAllowance {
  readonly #ofNetwork: RateLimiterMemory;
  readonly #ofSession: RateLimiterMemory;

  constructor({ perNetwork, perSession }: ClaimRates = claimRates) {
    this.#ofNetwork = new RateLimiterMemory({ points: perNetwork, duration: 60 });
    this.#ofSession = new RateLimiterMemory({ points: perSession, duration: 600 });
  }

  /** Counts one more claim. Returns the milliseconds that it has to wait; 0 where it may be made. */
  async waitMs(network: string, session: string): Promise<number> {
    const ofNetwork = await waitOf(this.#ofNetwork, network);
    // A network that is over its share uses up nothing of the session's.
    return ofNetwork > 0 ? ofNetwork : waitOf(this.#ofSession, session);
  }
}

function waitOf(limiter: RateLimiterMemory, key: string): Promise<number> {
  return limiter.consume(key).then(
    () => 0,
    ({ msBeforeNext }: { msBeforeNext: number }) => Math.max(1, msBeforeNext),
  );
}
