import type Database from 'libsql';
import { isKey } from './limits.ts';
import type { AppendResult, SessionRecord } from './port.ts';
import { sqliteStoreError } from './sqlite-error.ts';
import { SqliteTables, type EventRow, type KeyedSession } from './sqlite-tables.ts';
import { damaged, unknownSession } from './store-error.ts';

/** What a file of sessions is asked, with values that can be sent to another thread. */
export interface SqliteCalls {
  create: (
    session: Pick<SessionRecord, 'id' | 'roomCode' | 'createdAt'>,
    texts: readonly string[],
  ) => 'created' | 'id-taken' | 'code-taken';
  append: (id: string, expectedVersion: number, texts: readonly string[]) => AppendResult;
  saveSnapshot: (id: string, version: number, data: string) => void;
  finish: (id: string, at: number) => void;
  delete: (id: string) => void;
  purge: (finishedBefore: number, abandonedBefore: number) => readonly string[];
  probe: (at: number) => void;
  /** The log's version, and the rows that hold the events asked for. */
  rows: (id: string, afterVersion: number, limit: number) => { version: number; rows: readonly EventRow[] };
  loadSnapshot: (id: string) => { version: number; data: string } | undefined;
  find: (id: string) => SessionRecord | undefined;
  findByRoomCode: (code: string) => SessionRecord | undefined;
  list: (state: 'running' | 'finished', before: number, limit: number) => readonly SessionRecord[];
}

export type SqliteCall = {
  [Name in keyof SqliteCalls]: [name: Name, ...args: Parameters<SqliteCalls[Name]>];
}[keyof SqliteCalls];
export type SqliteAnswer<Name extends keyof SqliteCalls> = ReturnType<SqliteCalls[Name]>;

const writes: ReadonlySet<keyof SqliteCalls> = new Set([
  'create',
  'append',
  'saveSnapshot',
  'finish',
  'delete',
  'purge',
  'probe',
]);

/** Whether a call needs the write lock. */
export function isWrite([name]: SqliteCall): boolean {
  return writes.has(name);
}

/** The calls on an open file. None begins or ends a transaction; each throws a `StoreError` before it has written anything. */
export class SqliteSessions implements SqliteCalls {
  readonly #tables: SqliteTables;

  constructor(db: Database.Database) {
    this.#tables = new SqliteTables(db);
  }

  /** Does what a call says. */
  do([name, ...args]: SqliteCall): unknown {
    return (this[name] as (...given: unknown[]) => unknown).apply(this, args);
  }

  create(...[session, texts]: Parameters<SqliteCalls['create']>): SqliteAnswer<'create'> {
    if (this.#tables.session(session.id)) return 'id-taken';
    if (this.#tables.runningSession(session.roomCode)) return 'code-taken';
    this.#tables.appendEvents(this.#tables.insertSession(session), 0, texts);
    return 'created';
  }

  append(id: string, expectedVersion: number, texts: readonly string[]): AppendResult {
    const { key, record } = this.#require(id);
    if (record.version !== expectedVersion) return { outcome: 'conflict', version: record.version };
    this.#tables.appendEvents(key, expectedVersion, texts);
    return { outcome: 'appended', version: expectedVersion + texts.length };
  }

  saveSnapshot(id: string, version: number, data: string): void {
    this.#tables.saveSnapshot(this.#require(id).key, version, data);
  }

  finish(id: string, at: number): void {
    this.#tables.finish(this.#require(id).key, at);
  }

  delete(id: string): void {
    const session = isKey(id) ? this.#tables.session(id) : undefined;
    if (session) this.#tables.delete(session.key);
  }

  purge(finishedBefore: number, abandonedBefore: number): readonly string[] {
    const old = this.#tables.oldSessions(finishedBefore, abandonedBefore);
    for (const { key } of old) this.#tables.delete(key);
    return old.map(({ id }) => id);
  }

  probe(at: number): void {
    this.#tables.setMark('probe', at);
  }

  rows(id: string, afterVersion: number, limit: number): SqliteAnswer<'rows'> {
    return readOf(id, () => {
      const { key, record } = this.#require(id);
      return { version: record.version, rows: this.#tables.rows(key, afterVersion, limit) };
    });
  }

  loadSnapshot(id: string): SqliteAnswer<'loadSnapshot'> {
    return readOf(id, () => {
      const session = isKey(id) ? this.#tables.session(id) : undefined;
      return session && this.#tables.snapshot(session.key);
    });
  }

  find(id: string): SessionRecord | undefined {
    return readOf(id, () => (isKey(id) ? this.#tables.session(id)?.record : undefined));
  }

  findByRoomCode(code: string): SessionRecord | undefined {
    return isKey(code) ? this.#tables.runningSession(code)?.record : undefined;
  }

  list(...query: Parameters<SqliteCalls['list']>): readonly SessionRecord[] {
    return this.#tables.list(...query);
  }

  #require(id: string): KeyedSession {
    const session = isKey(id) ? this.#tables.session(id) : undefined;
    if (!session) throw unknownSession(id);
    return session;
  }
}

/** Reads something of one session, which an error names where it finds damage. */
function readOf<T>(id: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    const error = sqliteStoreError(thrown);
    if (error.code !== 'damaged' || error.session !== undefined) throw error;
    throw damaged(`session ${id} is damaged: ${error.message}`, error, id);
  }
}
