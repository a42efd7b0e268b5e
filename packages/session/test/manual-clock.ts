import type { Runtime } from '../src/base/runtime.ts';

interface Timer {
  at: number;
  run: () => void;
}

/** A clock that moves only when it is told to, with its timers. */
export class ManualClock implements Runtime {
  #now: number;
  #aheadMs = 0;
  readonly #timers = new Set<Timer>();
  readonly reports: { error: unknown; doing: string }[] = [];

  constructor(now = 1_800_000_000_000) {
    this.#now = now;
  }

  readonly now = (): number => this.#now + this.#aheadMs;

  readonly steadyNow = (): number => this.#now;

  readonly schedule = (run: () => void, delayMs: number): (() => void) => {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  readonly report = (error: unknown, doing: string): void => {
    this.reports.push({ error, doing });
  };

  /** Sets the calendar by so many ms; no time passes. */
  set(byMs: number): void {
    this.#aheadMs += byMs;
  }

  /** Lets time pass: every timer runs at its time, and has what it set off finished before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}

/** As many turns of the event loop as the longest chain of the memory store's operations takes. */
export async function settle(turns = 12): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
