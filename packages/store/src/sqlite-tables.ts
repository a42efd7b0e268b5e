import type { GameEvent } from '@ack-attack/engine';
import type Database from 'libsql';
import type { SessionRecord } from './port.ts';

/** Events of one row: few enough that reading a page does not parse much more than the page. */
const rowEvents = 256;
const columns = 'key, id, room_code, created_at, finished_at, version';

interface SessionRow {
  key: number;
  id: string;
  room_code: string;
  created_at: number;
  finished_at: number | null;
  version: number;
}

/** A session as its row has it; `key` is its number inside the file. */
export interface KeyedSession {
  key: number;
  record: SessionRecord;
}

/**
 * The statements on a store's tables, prepared once. None begins or ends a transaction. All of them are run to their
 * end, since one left in the middle would hold its view of the file.
 */
export class SqliteTables {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement<unknown[]>>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  session(id: string): KeyedSession | undefined {
    return this.#sessions(`select ${columns} from sessions where id = ?`, [id])[0];
  }

  runningSession(roomCode: string): KeyedSession | undefined {
    return this.#sessions(`select ${columns} from sessions where room_code = ? and finished_at is null`, [roomCode])[0];
  }

  /** At most `limit` sessions with a time before the one given, newest first. */
  list(state: 'running' | 'finished', before: number, limit: number): SessionRecord[] {
    const sql =
      state === 'running'
        ? `select ${columns} from sessions where finished_at is null and created_at < ?
           order by created_at desc, id limit ?`
        : `select ${columns} from sessions where finished_at is not null and finished_at < ?
           order by finished_at desc, id limit ?`;
    return this.#sessions(sql, [before, limit]).map(({ record }) => record);
  }

  oldSessions(finishedBefore: number, abandonedBefore: number): { key: number; id: string }[] {
    return this.#all<{ key: number; id: string }>(
      `select key, id from sessions where finished_at is not null and finished_at < ?
       union all select key, id from sessions where finished_at is null and created_at < ?`,
      [finishedBefore, abandonedBefore],
    );
  }

  insertSession(id: string, roomCode: string, createdAt: number, texts: readonly string[]): void {
    this.#run('insert into sessions (id, room_code, created_at, version) values (?, ?, ?, 0)', [
      id,
      roomCode,
      createdAt,
    ]);
    const session = this.session(id);
    if (session) this.appendEvents(session.key, 0, texts);
  }

  /** Adds the JSON texts of events after a version, which must still be the session's. */
  appendEvents(key: number, version: number, texts: readonly string[]): void {
    if (texts.length === 0) return;
    const changes = this.#run('update sessions set version = ? where key = ? and version = ?', [
      version + texts.length,
      key,
      version,
    ]);
    if (changes !== 1) throw new Error(`session ${key} is not at version ${version}`);
    for (let start = 0; start < texts.length; start += rowEvents) {
      const row = texts.slice(start, start + rowEvents);
      this.#run('insert into batches (session, last_version, events) values (?, ?, ?)', [
        key,
        version + start + row.length,
        `[${row.join(',')}]`,
      ]);
    }
  }

  /** At most `limit` events after a version. */
  events(key: number, afterVersion: number, limit: number): GameEvent[] {
    const lastVersion = Math.min(afterVersion + limit, Number.MAX_SAFE_INTEGER);
    const rows = this.#all<{ last_version: number; events: string }>(
      `select last_version, events from batches where session = ?1 and last_version > ?2 and last_version <= coalesce(
         (select min(last_version) from batches where session = ?1 and last_version >= ?3), ?3)
       order by last_version`,
      [key, afterVersion, lastVersion],
    );
    return rows.flatMap((row) => {
      const events = JSON.parse(row.events) as GameEvent[];
      const versionBefore = row.last_version - events.length;
      return events.slice(Math.max(0, afterVersion - versionBefore), lastVersion - versionBefore);
    });
  }

  /** Keeps a snapshot's JSON text, unless the kept one has a higher version. */
  saveSnapshot(key: number, version: number, data: string): void {
    this.#run(
      `insert into snapshots (session, version, data) values (?, ?, ?)
       on conflict (session) do update set version = excluded.version, data = excluded.data
       where excluded.version >= snapshots.version`,
      [key, version, data],
    );
  }

  snapshot(key: number): { version: number; data: string } | undefined {
    return this.#all<{ version: number; data: string }>('select version, data from snapshots where session = ?', [
      key,
    ])[0];
  }

  finish(key: number, at: number): void {
    this.#run('update sessions set finished_at = ? where key = ? and finished_at is null', [at, key]);
  }

  /** Deletes the session with its events and snapshot. */
  delete(key: number): void {
    this.#run('delete from sessions where key = ?', [key]);
  }

  #sessions(sql: string, values: readonly unknown[]): KeyedSession[] {
    return this.#all<SessionRow>(sql, values).map((row) => ({
      key: row.key,
      record: {
        id: row.id,
        roomCode: row.room_code,
        createdAt: row.created_at,
        ...(row.finished_at !== null && { finishedAt: row.finished_at }),
        version: row.version,
      },
    }));
  }

  #all<Row>(sql: string, values: readonly unknown[]): Row[] {
    return this.#statement(sql).all(values) as Row[];
  }

  #run(sql: string, values: readonly unknown[]): number {
    return this.#statement(sql).run(values).changes;
  }

  #statement(sql: string): Database.Statement<unknown[]> {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
