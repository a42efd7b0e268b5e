export interface Rate {
  /** What may come at once. */
  burst: number;
  perSecond: number;
}

/**
 * What a client may still send: a bucket that holds a burst and fills with time. It runs on the server's own clock and
 * answers at once, so that packets stay in order.
 */
export class Allowance {
  readonly #now: () => number;
  readonly #rate: Rate;
  #left: number;
  #at: number;

  constructor(now: () => number, rate: Rate) {
    this.#now = now;
    this.#rate = rate;
    this.#left = rate.burst;
    this.#at = now();
  }

  /** Whether so much more is within the allowance; what is not takes nothing of it. */
  take(amount = 1): boolean {
    const now = this.#now();
    const gained = (Math.max(0, now - this.#at) / 1_000) * this.#rate.perSecond;
    this.#left = Math.min(this.#rate.burst, this.#left + gained);
    this.#at = now;
    if (this.#left < amount) return false;
    this.#left -= amount;
    return true;
  }
}
