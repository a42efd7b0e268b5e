import { performance } from 'node:perf_hooks';

/** What a turnstile goes by; a test has its own. */
export interface TurnstileClock {
  /** Ms of any clock that runs evenly. */
  now: () => number;
  /** Runs something once other work had its turn. */
  later: (run: () => void) => void;
}

export const systemTurns: TurnstileClock = { now: () => performance.now(), later: setImmediate };

export interface TurnstileOptions extends Partial<TurnstileClock> {
  /** Works that may be under way at once. */
  concurrency: number;
  /** Works that may wait. */
  waiting: number;
  /** Time that beginning works may take before everything else on this thread gets its turn. */
  budgetMs: number;
  /** Whether something came since it was last asked that goes first; absent where nothing does. */
  yieldToEventLoop?: () => boolean;
}

/** Longest that works wait for what goes first. */
const longestGivingWayMs = 50;

/**
 * Lets works in one after the other, a few milliseconds of them at a time: thousands that come at once wait here,
 * and rooms that are playing wait for nobody.
 */
export class TimeSlicedQueue {
  readonly #options: Required<TurnstileOptions>;
  #queue: (() => Promise<void> | void)[] = [];
  #next = 0;
  #underWay = 0;
  #scheduled = false;
  #turnedAt = Number.NEGATIVE_INFINITY;

  constructor(options: TurnstileOptions) {
    this.#options = { ...systemTurns, yieldToEventLoop: () => false, ...options };
  }

  get waiting(): number {
    return this.#queue.length - this.#next;
  }

  /**
   * Does the work in its turn; it must neither throw nor reject.
   *
   * @returns false where too many wait already, and nothing is done
   */
  enter(work: () => Promise<void> | void): boolean {
    if (this.waiting >= this.#options.waiting) return false;
    this.#queue.push(work);
    this.#schedule();
    return true;
  }

  #schedule(): void {
    if (this.#scheduled || this.waiting === 0 || this.#underWay >= this.#options.concurrency) return;
    this.#scheduled = true;
    this.#options.later(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  #turn(): void {
    const { concurrency, budgetMs, yieldToEventLoop, now } = this.#options;
    const began = now();
    if (yieldToEventLoop() && began - this.#turnedAt < longestGivingWayMs) return this.#schedule();
    this.#turnedAt = began;
    const until = began + budgetMs;
    do {
      const work = this.#queue[this.#next];
      if (!work) break;
      this.#next++;
      const goesOn = work();
      if (!goesOn) continue;
      this.#underWay++;
      void goesOn.finally(() => {
        this.#underWay--;
        this.#schedule();
      });
    } while (this.#underWay < concurrency && now() < until);
    if (this.#next === this.#queue.length || this.#next > 1_000) {
      this.#queue = this.#queue.slice(this.#next);
      this.#next = 0;
    }
    this.#schedule();
  }
}
