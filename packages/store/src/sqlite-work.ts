import type Database from 'libsql';
import { sqliteStoreError } from './sqlite-error.ts';
import { inSnapshot, inTransaction } from './sqlite-file.ts';
import { isWrite, SqliteSessions, type SqliteAnswer, type SqliteCall, type SqliteCalls } from './sqlite-sessions.ts';
import { StoreError } from './store-error.ts';

/** Where the calls of a file are done. */
export interface SqliteWorker {
  call<Name extends keyof SqliteCalls>(name: Name, ...args: Parameters<SqliteCalls[Name]>): Promise<SqliteAnswer<Name>>;
  /** Does what was asked so far, then frees the file. */
  close(): Promise<void>;
}

interface Asked {
  call: SqliteCall;
  resolve: (answer: never) => void;
  reject: (error: StoreError) => void;
}

/** How long a write that met another program's lock waits before it tries again. */
const lockedMs = 20;

/**
 * Does the calls of a file in this thread, which stands still while the disk syncs. All writes that have come by a turn of
 * its event loop share one durable transaction; reads come one per turn. While another program has the write lock, writes
 * wait without holding up anything else.
 */
export class SqliteWork implements SqliteWorker {
  readonly #db: Database.Database;
  readonly #sessions: SqliteSessions;
  readonly #busyTimeoutMs: number;
  #reads: Asked[] = [];
  #writes: Asked[] = [];
  /** When the writes are given up that wait for the lock. */
  #giveUpAt: number | undefined;
  #planned = false;
  #whenIdle: (() => void)[] = [];

  readonly #onClose: (db: Database.Database) => void;

  /**
   * @param db opened so that it hardly waits for locks by itself
   * @param onClose called with the file before it is freed
   */
  constructor(db: Database.Database, busyTimeoutMs: number, onClose: (db: Database.Database) => void = () => {}) {
    this.#db = db;
    this.#onClose = onClose;
    this.#sessions = new SqliteSessions(db);
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  call<Name extends keyof SqliteCalls>(
    name: Name,
    ...args: Parameters<SqliteCalls[Name]>
  ): Promise<SqliteAnswer<Name>> {
    return new Promise((resolve, reject) => {
      const call = [name, ...args] as unknown as SqliteCall;
      (isWrite(call) ? this.#writes : this.#reads).push({ call, resolve, reject });
      this.#plan();
    });
  }

  async close(): Promise<void> {
    if (this.#planned) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    try {
      guarded(() => this.#onClose(this.#db));
    } finally {
      this.#db.close();
    }
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    const onlyLocked = this.#reads.length === 0 && this.#giveUpAt !== undefined;
    if (onlyLocked) setTimeout(() => this.#turn(), lockedMs);
    else setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#planned = false;
    if (this.#writes.length > 0) this.#commit();
    const read = this.#reads.shift();
    if (read) settle(read, () => inSnapshot(this.#db, () => this.#sessions.do(read.call)));
    if (this.#reads.length > 0 || this.#writes.length > 0) return this.#plan();
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #commit(): void {
    const group = this.#writes;
    const settlements: (() => void)[] = [];
    try {
      guarded(() =>
        inTransaction(this.#db, () => {
          for (const asked of group) settlements.push(this.#apply(asked));
        }),
      );
    } catch (error) {
      const failure = error as StoreError;
      if (failure.code === 'busy') {
        this.#giveUpAt ??= performance.now() + this.#busyTimeoutMs;
        if (performance.now() < this.#giveUpAt) return;
      }
      this.#writes = [];
      this.#giveUpAt = undefined;
      for (const { reject } of group) reject(failure);
      return;
    }
    this.#writes = [];
    this.#giveUpAt = undefined;
    for (const each of settlements) each();
  }

  /** A call that is refused before it wrote anything hurts no other; any other error undoes the whole group. */
  #apply({ call, resolve, reject }: Asked): () => void {
    try {
      const answer = this.#sessions.do(call);
      return () => resolve(answer as never);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return () => reject(error);
    }
  }
}

function settle({ resolve, reject }: Asked, work: () => unknown): void {
  try {
    resolve(guarded(work) as never);
  } catch (error) {
    reject(error as StoreError);
  }
}

/** @throws StoreError */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteStoreError(error);
  }
}
