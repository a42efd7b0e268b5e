import type { SessionStore } from '@ack-attack/store';
import type { Runtime } from '../base/runtime.ts';

/** A single failure may be a conflict of a moment, and is not worth alarming a class. */
const failuresTold = 2;
const lookAgainMs = 2_000;

interface SavingWatchOptions {
  store: Pick<SessionStore, 'probe'>;
  runtime: Runtime;
  /** Called when saving has begun to fail, and when it works again. */
  onChange: (works: boolean) => void;
}

/** Knows whether a room's events can be saved, so that those in it can be told why nothing moves. */
export class SavingWatch {
  readonly #options: SavingWatchOptions;
  #failures = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: SavingWatchOptions) {
    this.#options = options;
  }

  get works(): boolean {
    return this.#failures < failuresTold;
  }

  /** Something could not be saved. */
  failed(): void {
    if (this.#closed || ++this.#failures !== failuresTold) return;
    this.#options.onChange(false);
    this.#lookLater();
  }

  /** Something was saved. */
  worked(): void {
    const { works } = this;
    this.#failures = 0;
    this.#cancel?.();
    this.#cancel = undefined;
    if (!works && !this.#closed) this.#options.onChange(true);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  /** In a room where nobody does anything only this finds out that saving works again. */
  #lookLater(): void {
    if (this.#closed || this.works) return;
    this.#cancel = this.#options.runtime.schedule(() => {
      this.#options.store.probe().then(
        () => this.worked(),
        () => this.#lookLater(),
      );
    }, lookAgainMs);
  }
}
