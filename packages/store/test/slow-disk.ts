import type { Worker } from 'node:worker_threads';
import { startThread } from '../src/start-thread.ts';
import type { ThreadSource } from '../src/thread-source.ts';

export const syncsAt = 0;
export const heldAt = 1;
export const syncMsAt = 2;

/** Threads on a disk that counts its syncs, and takes as long for each as a test wants: the thread stands still. */
export class SlowDisk implements ThreadSource {
  readonly #cells = new Int32Array(new SharedArrayBuffer(12));
  readonly workers: Worker[] = [];

  take = (): Worker => {
    const worker = startThread('slow-disk-thread', import.meta.url, { workerData: this.#cells.buffer });
    this.workers.push(worker);
    return worker;
  };

  giveBack = (worker: Worker): void => void worker.terminate();

  /** How many syncs have begun. */
  get syncs(): number {
    return Atomics.load(this.#cells, syncsAt);
  }

  /** What each sync takes from now on. */
  set syncMs(ms: number) {
    Atomics.store(this.#cells, syncMsAt, ms);
  }

  /** No sync ends from now on. */
  hold(): void {
    Atomics.store(this.#cells, heldAt, 1);
  }

  release(): void {
    Atomics.store(this.#cells, heldAt, 0);
    Atomics.notify(this.#cells, heldAt);
  }
}
