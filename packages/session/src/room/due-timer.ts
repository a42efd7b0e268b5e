import type { Runtime } from '../base/runtime.ts';

/** Ticks come no closer than this; what is due meanwhile still happens each at its own time. */
const tickEveryMs = 20;
const retryAfterMs = 1_000;

export interface DueTimerOptions {
  runtime: Runtime;
  /** Epoch ms of the next thing that is due. */
  nextDueAt: () => number | undefined;
  /** How long due events are left to a bot loop that ticks anyway, or to another server, in ms. */
  leaveMs: () => number;
  /** Makes due events happen; resolves with whether that worked. */
  tick: () => Promise<boolean>;
}

/** One timer at the next thing that is due. */
export class DueTimer {
  readonly #options: DueTimerOptions;
  #pending: { dueAt: number; cancel: () => void } | undefined;
  #notBefore = 0;
  #closed = false;

  constructor(options: DueTimerOptions) {
    this.#options = options;
  }

  /** Whether something is due, now or later. */
  get isSet(): boolean {
    return this.#pending !== undefined;
  }

  /** To be called whenever something else may be due next. */
  changed(): void {
    const { runtime, nextDueAt, leaveMs } = this.#options;
    const dueAt = this.#closed ? undefined : nextDueAt();
    if (dueAt === this.#pending?.dueAt) return;
    this.#pending?.cancel();
    this.#pending = undefined;
    if (dueAt === undefined) return;
    const delayMs = Math.max(0, Math.max(dueAt + leaveMs(), this.#notBefore) - runtime.now());
    this.#pending = { dueAt, cancel: runtime.schedule(() => void this.#fire(), delayMs) };
  }

  close(): void {
    this.#closed = true;
    this.changed();
  }

  async #fire(): Promise<void> {
    const { runtime, tick } = this.#options;
    this.#notBefore = runtime.now() + tickEveryMs;
    if (!(await tick())) this.#notBefore = runtime.now() + retryAfterMs;
    // A timer may fire early, and an append may fail: what is still due is asked for again.
    this.#pending?.cancel();
    this.#pending = undefined;
    this.changed();
  }
}
