import type { Runtime } from '../base/runtime.ts';

/** A room without connections and due events goes to sleep after this. */
const idleAfterMs = 60_000;

interface SleepWatchOptions {
  runtime: Runtime;
  /** Whether the room has neither connections nor due events. */
  isAsleep: () => boolean;
  /** Whether no command is under way; a room is not forgotten in the middle of one. */
  isIdle: () => boolean;
  onSleep: () => void;
}

/** Tells when a room has had nothing to do for so long that it may be forgotten. */
export class SleepWatch {
  readonly #options: SleepWatchOptions;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: SleepWatchOptions) {
    this.#options = options;
  }

  /** Something came, went or became due. */
  changed(): void {
    const { runtime, isAsleep, isIdle, onSleep } = this.#options;
    if (this.#closed || !isAsleep()) {
      this.#cancel?.();
      this.#cancel = undefined;
      return;
    }
    this.#cancel ??= runtime.schedule(() => {
      this.#cancel = undefined;
      if (!isAsleep()) return;
      if (isIdle()) onSleep();
      else this.changed();
    }, idleAfterMs);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
