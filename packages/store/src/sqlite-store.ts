import type { GameEvent } from '@ack-attack/engine';
import { decodeEvents, decodeSnapshotData, encodeEvents, encodeSnapshotData } from './json-text.ts';
import { requireKey, requireWhole, storeLimits } from './limits.ts';
import type { AppendResult, SessionRecord, SessionStore, Snapshot, TailListener } from './port.ts';
import type { SqliteOpening } from './sqlite-opening.ts';
import { openSqliteThreads } from './sqlite-threads.ts';
import type { SqliteWorker } from './sqlite-work.ts';
import { damaged, StoreError } from './store-error.ts';
import { TailFeed } from './tail-feed.ts';
import type { ThreadSource } from './thread-source.ts';

export interface SqliteStoreOptions extends SqliteOpening {
  /** Told what tail listeners throw; without it that becomes an uncaught exception. */
  onTailError?: (error: unknown) => void;
}

/**
 * Opens the embedded store, whose file is written and read in threads of their own. All writes that come while the disk
 * syncs the last ones share one transaction and one sync.
 *
 * Several processes may open the same file: versions are compared under the file's write lock, so none overwrites
 * another's events. A tail learns of another process's appends when this process next appends to that session or
 * conflicts with it.
 *
 * Rejects with `wrong-file`, `newer-file`, `damaged`, `busy` or `failed`.
 *
 * @param threads those that the program has for all its files, or others
 */
export async function openSqliteStore(
  { onTailError, ...opening }: SqliteStoreOptions,
  threads?: ThreadSource,
): Promise<SessionStore> {
  return new SqliteStore(await openSqliteThreads(opening, threads), onTailError);
}

class SqliteStore implements SessionStore {
  readonly #worker: SqliteWorker;
  readonly #feed: TailFeed;
  #closed = false;

  constructor(worker: SqliteWorker, onTailError: ((error: unknown) => void) | undefined) {
    this.#worker = worker;
    this.#feed = new TailFeed(async (id, afterVersion, limit) => {
      if (this.#closed) return [];
      try {
        return await this.#read(id, afterVersion, limit);
      } catch (error) {
        // It may be created yet.
        if (error instanceof StoreError && error.code === 'unknown-session') return [];
        throw error;
      }
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
    const outcome = await this.#worker.call('create', { id, roomCode, createdAt }, texts);
    if (outcome === 'created') this.#feed.advance(id, texts.length, texts);
    return outcome;
  }

  async append(id: string, expectedVersion: number, events: readonly GameEvent[]): Promise<AppendResult> {
    this.#requireOpen();
    requireWhole('expectedVersion', expectedVersion);
    const texts = encodeEvents(events);
    const result = await this.#worker.call('append', id, expectedVersion, texts);
    this.#feed.advance(id, result.version, result.outcome === 'appended' ? texts : []);
    return result;
  }

  async read(id: string, afterVersion: number, limit = Number.MAX_SAFE_INTEGER): Promise<readonly GameEvent[]> {
    this.#requireOpen();
    requireWhole('afterVersion', afterVersion);
    requireWhole('limit', limit, 1);
    return this.#read(id, afterVersion, limit);
  }

  tail(id: string, afterVersion: number, listener: TailListener): () => void {
    this.#requireOpen();
    requireWhole('afterVersion', afterVersion);
    return this.#feed.subscribe(id, afterVersion, listener);
  }

  async saveSnapshot(id: string, snapshot: Snapshot): Promise<void> {
    this.#requireOpen();
    requireWhole('version', snapshot.version);
    const data = encodeSnapshotData(snapshot.data);
    await this.#worker.call('saveSnapshot', id, snapshot.version, data);
  }

  async loadSnapshot(id: string): Promise<Snapshot | undefined> {
    this.#requireOpen();
    try {
      const snapshot = await this.#worker.call('loadSnapshot', id);
      return snapshot && { version: snapshot.version, data: decodeSnapshotData(snapshot.data) };
    } catch (error) {
      // The log has all that was in it.
      if (error instanceof StoreError && error.code === 'damaged') return undefined;
      throw error;
    }
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    this.#requireOpen();
    return this.#worker.call('find', id);
  }

  async findByRoomCode(code: string): Promise<SessionRecord | undefined> {
    this.#requireOpen();
    return this.#worker.call('findByRoomCode', code);
  }

  async finish(id: string, at: number): Promise<void> {
    this.#requireOpen();
    requireWhole('at', at);
    await this.#worker.call('finish', id, at);
  }

  async list(query: {
    state: 'running' | 'finished';
    limit: number;
    before?: number;
  }): Promise<readonly SessionRecord[]> {
    this.#requireOpen();
    const { state, limit, before = Number.MAX_SAFE_INTEGER } = query;
    requireWhole('limit', limit, 1, storeLimits.listRecords);
    requireWhole('before', before);
    return this.#worker.call('list', state, before, limit);
  }

  async delete(id: string): Promise<void> {
    this.#requireOpen();
    await this.#worker.call('delete', id);
    this.#feed.end(id);
  }

  async purge(limits: { finishedBefore: number; abandonedBefore: number }): Promise<readonly string[]> {
    this.#requireOpen();
    const { finishedBefore, abandonedBefore } = limits;
    requireWhole('finishedBefore', finishedBefore);
    requireWhole('abandonedBefore', abandonedBefore);
    const ids = await this.#worker.call('purge', finishedBefore, abandonedBefore);
    for (const id of ids) this.#feed.end(id);
    return ids;
  }

  async probe(): Promise<void> {
    this.#requireOpen();
    await this.#worker.call('probe', Date.now());
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#worker.close();
    this.#feed.close();
  }

  async #read(id: string, afterVersion: number, limit: number): Promise<readonly GameEvent[]> {
    const { version, rows } = await this.#worker.call('rows', id, afterVersion, limit);
    const events: GameEvent[] = [];
    let reached = afterVersion;
    for (const row of rows) {
      const ofRow = decodeEvents([row.events]);
      const skipped = reached - (row.lastVersion - ofRow.length);
      // Only the first row may hold events from before; each further one goes on where the last ended.
      if (skipped < 0 || (skipped > 0 && row !== rows[0])) {
        throw damaged(`session ${id} is damaged: events are missing after version ${reached}`, undefined, id);
      }
      events.push(...ofRow.slice(skipped, skipped + limit - events.length));
      reached = row.lastVersion;
    }
    if (events.length < limit && reached < version) {
      throw damaged(`session ${id} is damaged: its log ends at version ${reached} of ${version}`, undefined, id);
    }
    return events;
  }

  #requireOpen(): void {
    if (this.#closed) throw new StoreError('closed', 'the store is closed');
  }
}
