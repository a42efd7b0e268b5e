import type { SessionStore } from '@ack-attack/store';
import type { Peers } from '../base/peers.ts';
import type { Runtime } from '../base/runtime.ts';

/** Until then its players may press buttons that lead nowhere; it is one small question for each room. */
const everyMs = 5_000;

export interface DeletionWatchOptions {
  id: string;
  store: Pick<SessionStore, 'find'>;
  runtime: Runtime;
  peers: Pick<Peers, 'alone'>;
  /** Whether somebody would notice. */
  isUsed: () => boolean;
  onDeleted: () => void;
}

/** Asks the store whether another server has deleted the session: nothing comes from a log that is gone. */
export class DeletionWatch {
  readonly #options: DeletionWatchOptions;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: DeletionWatchOptions) {
    this.#options = options;
  }

  /** The room has gained or lost a connection. */
  changed(): void {
    if (this.#closed || this.#cancel || !this.#options.isUsed()) return;
    this.#cancel = this.#options.runtime.schedule(() => {
      this.#cancel = undefined;
      void this.#ask();
    }, everyMs);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  async #ask(): Promise<void> {
    const { id, store, peers, onDeleted } = this.#options;
    // Where no other server is, this one deletes by itself. A store that is away says nothing about the session.
    const exists = peers.alone || (await store.find(id).catch(() => 'unknown'));
    if (this.#closed) return;
    if (exists === undefined) onDeleted();
    else this.changed();
  }
}
