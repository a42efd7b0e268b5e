import { setTimeout as delay } from 'node:timers/promises';
import type { GameEvent } from '@ack-attack/engine';
import type Database from 'libsql';
import { GroupCommit } from './group-commit.ts';
import { encodeEvents, encodeSnapshotData } from './json-text.ts';
import { isKey, requireKey, requireWhole, storeLimits } from './limits.ts';
import type { AppendResult, SessionRecord, SessionStore, Snapshot, TailListener } from './port.ts';
import { storeErrorOf } from './sqlite-error.ts';
import { inTransaction, openSqliteFile } from './sqlite-file.ts';
import { SqliteTables } from './sqlite-tables.ts';
import { StoreError, unknownSession } from './store-error.ts';
import { TailFeed } from './tail-feed.ts';

export interface SqliteStoreOptions {
  /** Path of the database; created where it is missing, its folder is not. Two files beside it belong to it. */
  file: string;
  /** Writes that would let the file grow beyond this are refused with `full`. */
  maxFileBytes?: number;
  /** How long a write waits, and with it this process, while another process writes. */
  busyTimeoutMs?: number;
  /** Told what tail listeners throw; without it that becomes an uncaught exception. */
  onTailError?: (error: unknown) => void;
}

/**
 * Opens the embedded store. All writes of one turn of the event loop share one transaction and one sync of the disk.
 *
 * Several processes may open the same file: versions are compared under the file's write lock, so none overwrites
 * another's events. A tail learns of another process's appends when this process next appends to that session or
 * conflicts with it.
 *
 * Rejects with `wrong-file`, `newer-file`, `busy` or `failed`.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SessionStore> {
  const { file, busyTimeoutMs = 2_000, maxFileBytes, onTailError } = options;
  requireWhole('busyTimeoutMs', busyTimeoutMs);
  if (maxFileBytes !== undefined) requireWhole('maxFileBytes', maxFileBytes, 64 * 1024);
  // SQLite itself does not wait while another process gives a new file its WAL.
  for (const until = performance.now() + busyTimeoutMs; ; await delay(openAgainMs)) {
    try {
      return new SqliteStore(openSqliteFile(file, busyTimeoutMs, maxFileBytes), onTailError);
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'busy') || performance.now() > until) throw error;
    }
  }
}

const openAgainMs = 20;

class SqliteStore implements SessionStore {
  readonly #db: Database.Database;
  readonly #tables: SqliteTables;
  readonly #commits: GroupCommit;
  readonly #feed: TailFeed;
  #closed = false;

  constructor(db: Database.Database, onTailError: ((error: unknown) => void) | undefined) {
    this.#db = db;
    this.#tables = new SqliteTables(db);
    this.#commits = new GroupCommit((work) => guarded(() => inTransaction(db, work)));
    this.#feed = new TailFeed(async (id, afterVersion, limit) => {
      // A long log is read in pages, between which other work gets its turn.
      await new Promise((resolve) => setImmediate(resolve));
      return this.#reading((tables) => {
        const session = tables.session(id);
        return session ? tables.events(session.key, afterVersion, limit) : [];
      });
    }, onTailError);
  }

  async create(
    session: { id: string; roomCode: string; createdAt: number },
    events: readonly GameEvent[],
  ): Promise<'created' | 'id-taken' | 'code-taken'> {
    this.#requireOpen();
    const { id, roomCode, createdAt } = session;
    requireKey('id', id);
    requireKey('roomCode', roomCode);
    requireWhole('createdAt', createdAt);
    const texts = encodeEvents(events);
    return this.#commits.write(
      () => {
        if (this.#tables.session(id)) return 'id-taken';
        if (this.#tables.runningSession(roomCode)) return 'code-taken';
        this.#tables.insertSession(id, roomCode, createdAt, texts);
        return 'created';
      },
      (outcome) => {
        if (outcome === 'created') this.#feed.advance(id, texts.length, texts);
      },
    );
  }

  async append(id: string, expectedVersion: number, events: readonly GameEvent[]): Promise<AppendResult> {
    this.#requireOpen();
    requireWhole('expectedVersion', expectedVersion);
    const texts = encodeEvents(events);
    return this.#commits.write<AppendResult>(
      () => {
        const { key, version } = this.#require(id);
        if (version !== expectedVersion) return { outcome: 'conflict', version };
        this.#tables.appendEvents(key, version, texts);
        return { outcome: 'appended', version: version + texts.length };
      },
      ({ outcome, version }) => this.#feed.advance(id, version, outcome === 'appended' ? texts : []),
    );
  }

  async read(id: string, afterVersion: number, limit = Number.MAX_SAFE_INTEGER): Promise<readonly GameEvent[]> {
    requireWhole('afterVersion', afterVersion);
    requireWhole('limit', limit, 1);
    return this.#reading((tables) => tables.events(this.#require(id).key, afterVersion, limit));
  }

  tail(id: string, afterVersion: number, listener: TailListener): () => void {
    this.#requireOpen();
    requireWhole('afterVersion', afterVersion);
    return this.#feed.subscribe(id, afterVersion, listener);
  }

  async saveSnapshot(id: string, snapshot: Snapshot): Promise<void> {
    this.#requireOpen();
    const { version } = snapshot;
    requireWhole('version', version);
    const data = encodeSnapshotData(snapshot.data);
    return this.#commits.write(() => this.#tables.saveSnapshot(this.#require(id).key, version, data));
  }

  async loadSnapshot(id: string): Promise<Snapshot | undefined> {
    return this.#reading((tables) => {
      const session = isKey(id) ? tables.session(id) : undefined;
      const snapshot = session && tables.snapshot(session.key);
      return snapshot && { version: snapshot.version, data: JSON.parse(snapshot.data) as unknown };
    });
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    return this.#reading((tables) => (isKey(id) ? tables.session(id)?.record : undefined));
  }

  async findByRoomCode(code: string): Promise<SessionRecord | undefined> {
    return this.#reading((tables) => (isKey(code) ? tables.runningSession(code)?.record : undefined));
  }

  async finish(id: string, at: number): Promise<void> {
    this.#requireOpen();
    requireWhole('at', at);
    return this.#commits.write(() => this.#tables.finish(this.#require(id).key, at));
  }

  async list(query: {
    state: 'running' | 'finished';
    limit: number;
    before?: number;
  }): Promise<readonly SessionRecord[]> {
    const { state, limit, before = Number.MAX_SAFE_INTEGER } = query;
    requireWhole('limit', limit, 1, storeLimits.listRecords);
    requireWhole('before', before);
    return this.#reading((tables) => tables.list(state, before, limit));
  }

  async delete(id: string): Promise<void> {
    this.#requireOpen();
    return this.#commits.write(
      () => {
        const session = isKey(id) ? this.#tables.session(id) : undefined;
        if (session) this.#tables.delete(session.key);
      },
      () => this.#feed.end(id),
    );
  }

  async purge(limits: { finishedBefore: number; abandonedBefore: number }): Promise<readonly string[]> {
    this.#requireOpen();
    const { finishedBefore, abandonedBefore } = limits;
    requireWhole('finishedBefore', finishedBefore);
    requireWhole('abandonedBefore', abandonedBefore);
    return this.#commits.write(
      () => {
        const old = this.#tables.oldSessions(finishedBefore, abandonedBefore);
        for (const { key } of old) this.#tables.delete(key);
        return old.map(({ id }) => id);
      },
      (ids) => {
        for (const id of ids) this.#feed.end(id);
      },
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#commits.flush();
    this.#feed.close();
    try {
      // The binding closes the file only once its statements are collected, so what SQLite does then is done here.
      guarded(() => this.#db.prepare('pragma wal_checkpoint(truncate)').all([]));
    } finally {
      this.#db.close();
    }
  }

  #reading<T>(read: (tables: SqliteTables) => T): T {
    this.#requireOpen();
    return guarded(() => read(this.#tables));
  }

  #requireOpen(): void {
    if (this.#closed) throw new StoreError('closed', 'the store is closed');
  }

  #require(id: string): { key: number; version: number } {
    const session = isKey(id) ? this.#tables.session(id) : undefined;
    if (!session) throw unknownSession(id);
    return { key: session.key, version: session.record.version };
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeErrorOf(error);
  }
}
