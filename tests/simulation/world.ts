import { random } from '@ack-attack/engine';

/** Time and chance of a simulation: the same seed gives the same course. */
export class World {
  readonly #seed: number;
  readonly #waiting: { at: number; nth: number; run: () => void }[] = [];
  #now = 1_800_000_000_000;
  #nth = 0;
  #draws = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  get now(): number {
    return this.#now;
  }

  /** From 0 up to, not including, 1. */
  draw(): number {
    return random(this.#seed, 'world', this.#draws++);
  }

  /** Whole, both bounds included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.draw() * (max - min + 1));
  }

  /** Calls `run` once after a delay in ms, unless the returned function is called first. */
  readonly schedule = (run: () => void, delayMs: number): (() => void) => {
    const entry = { at: this.#now + Math.max(0, delayMs), nth: this.#nth++, run };
    this.#waiting.push(entry);
    return () => {
      const at = this.#waiting.indexOf(entry);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  };

  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.schedule(resolve, delayMs));
  }

  /** Lets time pass until a promise is settled, and gives what it holds. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    let pending = true;
    const end = () => (pending = false);
    promise.then(end, end);
    while (pending) await this.advance(50);
    return promise;
  }

  /** Lets so much time pass; everything that one moment sets off is done before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      // All promises that can go on do so before a macrotask.
      await new Promise((resolve) => setImmediate(resolve));
      let next = this.#waiting[0];
      for (const each of this.#waiting) {
        if (next && (each.at < next.at || (each.at === next.at && each.nth < next.nth))) next = each;
      }
      if (!next || next.at > end) break;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}
