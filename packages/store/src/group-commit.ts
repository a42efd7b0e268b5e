import { StoreError } from './store-error.ts';

interface Write {
  /** Runs inside the transaction; returns what settles the write once that is durable. */
  readonly apply: () => () => void;
  readonly reject: (error: unknown) => void;
}

/** Makes one durable transaction of all writes that are requested in the same turn of the event loop. */
export class GroupCommit {
  readonly #transaction: (work: () => void) => void;
  #waiting: Write[] = [];

  /** `transaction` runs the work between begin and commit, or rolls back and throws. */
  constructor(transaction: (work: () => void) => void) {
    this.#transaction = transaction;
  }

  /**
   * Resolves with what `apply` returns once the group is durable, after which `committed` is called with it. If
   * `apply` throws a `StoreError`, before it wrote anything, only this write is rejected; any other error rejects the
   * whole group.
   */
  write<T>(apply: () => T, committed?: (answer: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush());
      this.#waiting.push({
        apply: () => {
          const answer = apply();
          return () => {
            resolve(answer);
            committed?.(answer);
          };
        },
        reject,
      });
    });
  }

  /** Commits what is waiting, at once. */
  flush(): void {
    const group = this.#waiting;
    if (group.length === 0) return;
    this.#waiting = [];
    let settlements: (() => void)[] = [];
    try {
      this.#transaction(() => {
        settlements = group.map((write) => applyOne(write));
      });
    } catch (error) {
      for (const write of group) write.reject(error);
      return;
    }
    for (const settle of settlements) settle();
  }
}

function applyOne(write: Write): () => void {
  try {
    return write.apply();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return () => write.reject(error);
  }
}
