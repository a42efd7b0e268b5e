import type { GameEvent } from '@ack-attack/engine';
import { decodeEvents, decodeSnapshotData, encodeEvents, encodeSnapshotData } from './json-text.ts';
import { requireKey, requireWhole, storeLimits } from './limits.ts';
import type { AppendResult, SessionRecord, SessionStore, Snapshot, TailListener } from './port.ts';
import { StoreError, unknownSession } from './store-error.ts';
import { TailFeed } from './tail-feed.ts';

interface StoredSession {
  readonly id: string;
  readonly roomCode: string;
  readonly createdAt: number;
  finishedAt?: number;
  readonly events: string[];
  snapshot?: { version: number; data: string };
}

export interface MemoryStoreOptions {
  /** Told what tail listeners throw; without it that becomes an uncaught exception. */
  onTailError?: (error: unknown) => void;
}

/**
 * A store that forgets everything when it is closed. It takes a turn of the event loop before each operation takes
 * effect and another before it answers, as a real one would, so that races show.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): SessionStore {
  return new MemoryStore(options);
}

class MemoryStore implements SessionStore {
  readonly #sessions = new Map<string, StoredSession>();
  readonly #feed: TailFeed;
  #closed = false;

  constructor(options: MemoryStoreOptions) {
    this.#feed = new TailFeed(
      (id, afterVersion, limit) =>
        this.#later(() => decodeEvents(this.#sessions.get(id)?.events.slice(afterVersion, afterVersion + limit) ?? [])),
      options.onTailError,
    );
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
    return this.#later(() => {
      if (this.#sessions.has(id)) return 'id-taken';
      if (this.#running(roomCode)) return 'code-taken';
      this.#sessions.set(id, { id, roomCode, createdAt, events: [...texts] });
      this.#feed.advance(id, texts.length, texts);
      return 'created';
    });
  }

  async append(id: string, expectedVersion: number, events: readonly GameEvent[]): Promise<AppendResult> {
    this.#requireOpen();
    requireWhole('expectedVersion', expectedVersion);
    const texts = encodeEvents(events);
    return this.#later(() => {
      const log = this.#require(id).events;
      if (log.length !== expectedVersion) return { outcome: 'conflict', version: log.length };
      for (const text of texts) log.push(text);
      this.#feed.advance(id, log.length, texts);
      return { outcome: 'appended', version: log.length };
    });
  }

  async read(id: string, afterVersion: number, limit = Number.MAX_SAFE_INTEGER): Promise<readonly GameEvent[]> {
    this.#requireOpen();
    requireWhole('afterVersion', afterVersion);
    requireWhole('limit', limit, 1);
    return this.#later(() => decodeEvents(this.#require(id).events.slice(afterVersion, afterVersion + limit)));
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
    return this.#later(() => {
      const session = this.#require(id);
      if (session.snapshot === undefined || session.snapshot.version <= version) session.snapshot = { version, data };
    });
  }

  async loadSnapshot(id: string): Promise<Snapshot | undefined> {
    this.#requireOpen();
    return this.#later(() => {
      const snapshot = this.#sessions.get(id)?.snapshot;
      return snapshot && { version: snapshot.version, data: decodeSnapshotData(snapshot.data) };
    });
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    this.#requireOpen();
    return this.#later(() => {
      const session = this.#sessions.get(id);
      return session && recordOf(session);
    });
  }

  async findByRoomCode(code: string): Promise<SessionRecord | undefined> {
    this.#requireOpen();
    return this.#later(() => {
      const session = this.#running(code);
      return session && recordOf(session);
    });
  }

  async finish(id: string, at: number): Promise<void> {
    this.#requireOpen();
    requireWhole('at', at);
    return this.#later(() => {
      this.#require(id).finishedAt ??= at;
    });
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
    return this.#later(() =>
      [...this.#sessions.values()]
        .filter((session) => (session.finishedAt !== undefined) === (state === 'finished'))
        .filter((session) => listTime(session) < before)
        .sort((a, b) => listTime(b) - listTime(a) || (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(recordOf),
    );
  }

  async delete(id: string): Promise<void> {
    this.#requireOpen();
    return this.#later(() => this.#forget(id));
  }

  async purge(limits: { finishedBefore: number; abandonedBefore: number }): Promise<readonly string[]> {
    this.#requireOpen();
    const { finishedBefore, abandonedBefore } = limits;
    requireWhole('finishedBefore', finishedBefore);
    requireWhole('abandonedBefore', abandonedBefore);
    return this.#later(() => {
      const old = [...this.#sessions.values()].filter(({ finishedAt, createdAt }) =>
        finishedAt === undefined ? createdAt < abandonedBefore : finishedAt < finishedBefore,
      );
      for (const { id } of old) this.#forget(id);
      return old.map(({ id }) => id);
    });
  }

  async probe(): Promise<void> {
    this.#requireOpen();
    return this.#later(() => undefined);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#later(() => {
      this.#feed.close();
      this.#sessions.clear();
    });
  }

  async #later<T>(operation: () => T): Promise<T> {
    await turn();
    const answer = operation();
    await turn();
    return answer;
  }

  #requireOpen(): void {
    if (this.#closed) throw new StoreError('closed', 'the store is closed');
  }

  #require(id: string): StoredSession {
    const session = this.#sessions.get(id);
    if (!session) throw unknownSession(id);
    return session;
  }

  #running(code: string): StoredSession | undefined {
    return [...this.#sessions.values()].find(
      ({ roomCode, finishedAt }) => roomCode === code && finishedAt === undefined,
    );
  }

  #forget(id: string): void {
    this.#sessions.delete(id);
    this.#feed.end(id);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function listTime({ createdAt, finishedAt }: StoredSession): number {
  return finishedAt ?? createdAt;
}

function recordOf({ id, roomCode, createdAt, finishedAt, events }: StoredSession): SessionRecord {
  return { id, roomCode, createdAt, ...(finishedAt !== undefined && { finishedAt }), version: events.length };
}
