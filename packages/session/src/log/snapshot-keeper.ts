import type { SessionStore } from '@ack-attack/store';
import { saveSnapshot, snapshotEveryEvents } from './recovery.ts';
import type { SessionFold } from './session-fold.ts';
import type { Runtime } from '../base/runtime.ts';

/** Saves a snapshot every so many events, one at a time. */
export class SnapshotKeeper {
  readonly #store: SessionStore;
  readonly #runtime: Runtime;
  readonly #codeVersion: string;
  /** Version of the newest snapshot, saved or being saved. */
  #version: number;
  #saving = false;
  #saved: Promise<void> = Promise.resolve();

  constructor(options: { store: SessionStore; runtime: Runtime; codeVersion: string }, version: number) {
    this.#store = options.store;
    this.#runtime = options.runtime;
    this.#codeVersion = options.codeVersion;
    this.#version = version;
  }

  /** Resolves when the store has the snapshot that is being saved. */
  get settled(): Promise<void> {
    return this.#saved;
  }

  /** To be called whenever the fold has moved on. */
  changed(fold: SessionFold): void {
    const { version, id } = fold.state;
    if (this.#saving || version - this.#version < snapshotEveryEvents) return;
    this.#saving = true;
    this.#version = version;
    this.#saved = saveSnapshot(this.#store, id, fold, this.#codeVersion)
      .catch((error: unknown) => this.#runtime.report(error, 'snapshot'))
      .finally(() => (this.#saving = false));
  }
}
