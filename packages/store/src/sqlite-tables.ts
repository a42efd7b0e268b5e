import type Database from 'libsql';
import { isKey } from './limits.ts';
import { logFormat, type SessionRecord } from './port.ts';
import { placedSum, recordSum, textOf } from './sqlite-bytes.ts';
import { damaged, StoreError } from './store-error.ts';

/** Events of one row: few enough that reading a page does not parse much more than the page. */
const rowEvents = 256;
// Texts as blobs and numbers by cast: whatever type a damaged row has, no text of it reaches the binding unchecked.
const columns = `key, cast(id as blob) as id, cast(room_code as blob) as room_code,
  cast(created_at as integer) as created_at, cast(finished_at as integer) as finished_at,
  cast(version as integer) as version, cast(format as integer) as format, cast(checksum as integer) as checksum`;

interface SessionRow {
  key: number;
  id: ArrayBuffer | null;
  room_code: ArrayBuffer | null;
  created_at: number;
  finished_at: number | null;
  version: number;
  format: number;
  checksum: number | null;
}

/** A session as its row has it; `key` is its number inside the file. */
export interface KeyedSession {
  key: number;
  record: SessionRecord;
}

/** Some events of a log, as JSON texts with commas between them, the last of which has `lastVersion`. */
export interface EventRow {
  lastVersion: number;
  events: string;
}

/**
 * The statements on a store's tables, prepared once. None begins or ends a transaction. All of them are run to their
 * end, since one left in the middle would hold its view of the file. Rows that are not what was written throw `damaged`.
 */
export class SqliteTables {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement<unknown[]>>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  session(id: string): KeyedSession | undefined {
    const [row] = this.#all<SessionRow>(`select ${columns} from sessions where id = ?`, [id]);
    if (!row) return undefined;
    const session = readSession(row, id);
    // An index has a copy of the ID of its own.
    if (session.record.id !== id) throw damaged(`the record of session ${id} has another ID`, undefined, id);
    if (row.format > logFormat) {
      throw new StoreError(
        'newer-file',
        `session ${id} has a log of format ${row.format}, this program knows up to ${logFormat}: use a newer version`,
        { session: id },
      );
    }
    return session;
  }

  runningSession(roomCode: string): KeyedSession | undefined {
    const [row] = this.#all<SessionRow>(
      `select ${columns} from sessions where sessions.room_code = ? and sessions.finished_at is null`,
      [roomCode],
    );
    return row && readSession(row);
  }

  /** At most `limit` sessions with a time before the one given, newest first; without those whose record is damaged. */
  list(state: 'running' | 'finished', before: number, limit: number): SessionRecord[] {
    const sql =
      state === 'running'
        ? `select ${columns} from sessions where sessions.finished_at is null and sessions.created_at < ?
           order by sessions.created_at desc, sessions.id limit ?`
        : `select ${columns} from sessions where sessions.finished_at is not null and sessions.finished_at < ?
           order by sessions.finished_at desc, sessions.id limit ?`;
    return readable(this.#all<SessionRow>(sql, [before, limit])).map(({ record }) => record);
  }

  /** Those of them whose record can be believed. */
  oldSessions(finishedBefore: number, abandonedBefore: number): { key: number; id: string }[] {
    const rows = this.#all<SessionRow>(
      `select ${columns} from sessions where sessions.finished_at is not null and sessions.finished_at < ?
       union all select ${columns} from sessions where sessions.finished_at is null and sessions.created_at < ?`,
      [finishedBefore, abandonedBefore],
    );
    return readable(rows).map(({ key, record }) => ({ key, id: record.id }));
  }

  /** The keys of all sessions. */
  keys(): number[] {
    return this.#all<{ key: number }>('select key from sessions', []).map(({ key }) => key);
  }

  sessionAt(key: number): KeyedSession | undefined {
    const [row] = this.#all<SessionRow>(`select ${columns} from sessions where key = ?`, [key]);
    return row && readSession(row);
  }

  insertSession({ id, roomCode, createdAt }: Pick<SessionRecord, 'id' | 'roomCode' | 'createdAt'>): number {
    this.#run('insert into sessions (id, room_code, created_at, version, format, checksum) values (?, ?, ?, 0, ?, ?)', [
      id,
      roomCode,
      createdAt,
      logFormat,
      recordSum(id, roomCode, createdAt),
    ]);
    return this.session(id)!.key;
  }

  /** Adds the JSON texts of events after a version, which must still be the session's. */
  appendEvents(key: number, version: number, texts: readonly string[]): void {
    if (texts.length === 0) return;
    this.setVersion(key, version, version + texts.length);
    for (let start = 0; start < texts.length; start += rowEvents) {
      const row = texts.slice(start, start + rowEvents);
      this.insertBatch(key, { lastVersion: version + start + row.length, events: row.join(',') });
    }
  }

  setVersion(key: number, from: number, to: number): void {
    const changes = this.#run('update sessions set version = ?, format = ? where key = ? and version = ?', [
      to,
      logFormat,
      key,
      from,
    ]);
    if (changes !== 1) throw new Error(`session ${key} is not at version ${from}`);
  }

  insertBatch(key: number, { lastVersion, events }: EventRow): void {
    const text = `[${events}]`;
    this.#run('insert into batches (session, last_version, events, checksum) values (?, ?, ?, ?)', [
      key,
      lastVersion,
      text,
      placedSum(lastVersion, text),
    ]);
  }

  /** The rows that hold at most `limit` events after a version, and perhaps some before and after those. */
  rows(key: number, afterVersion: number, limit: number): EventRow[] {
    const lastVersion = Math.min(afterVersion + limit, Number.MAX_SAFE_INTEGER);
    const rows = this.#all<{ last_version: number; events: ArrayBuffer | null; checksum: number | null }>(
      `select cast(last_version as integer) as last_version, cast(events as blob) as events,
         cast(checksum as integer) as checksum
       from batches where session = ?1 and batches.last_version > ?2 and batches.last_version <= coalesce(
         (select min(last_version) from batches where session = ?1 and last_version >= ?3), ?3)
       order by batches.last_version`,
      [key, afterVersion, lastVersion],
    );
    return rows.map(({ last_version: version, events, checksum }) => {
      if (events === null || (checksum !== null && checksum !== placedSum(version, events))) {
        throw damaged(`the events up to version ${version} are not those that were written`);
      }
      const text = textOf(events, `the events up to version ${version}`);
      if (!text.startsWith('[') || !text.endsWith(']')) {
        throw damaged(`the events up to version ${version} are no list`);
      }
      return { lastVersion: version, events: text.slice(1, -1) };
    });
  }

  /** Keeps a snapshot's JSON text, unless the kept one has a higher version. */
  saveSnapshot(key: number, version: number, data: string): void {
    this.#run(
      `insert into snapshots (session, version, data, checksum) values (?, ?, ?, ?)
       on conflict (session) do update
       set version = excluded.version, data = excluded.data, checksum = excluded.checksum
       where excluded.version >= snapshots.version`,
      [key, version, data, placedSum(version, data)],
    );
  }

  /** One without a checksum is from before there were any, and of no use to newer code. */
  snapshot(key: number): { version: number; data: string } | undefined {
    const [row] = this.#all<{ version: number; data: ArrayBuffer | null; checksum: number | null }>(
      `select cast(version as integer) as version, cast(data as blob) as data, cast(checksum as integer) as checksum
       from snapshots where session = ?`,
      [key],
    );
    if (!row?.data || row.checksum !== placedSum(row.version, row.data)) return undefined;
    return { version: row.version, data: textOf(row.data, 'the snapshot') };
  }

  finish(key: number, at: number): void {
    this.#run('update sessions set finished_at = ? where key = ? and finished_at is null', [at, key]);
  }

  /** Deletes the session with its events and snapshot. */
  delete(key: number): void {
    this.#run('delete from sessions where key = ?', [key]);
  }

  /** A number that is kept under a name. */
  mark(name: string): number | undefined {
    return this.#all<{ value: number }>('select cast(value as integer) as value from marks where name = ?', [name])[0]
      ?.value;
  }

  setMark(name: string, value: number): void {
    this.#run('insert into marks (name, value) values (?, ?) on conflict (name) do update set value = excluded.value', [
      name,
      value,
    ]);
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

/** @throws StoreError `damaged` */
function readSession(row: SessionRow, wanted?: string): KeyedSession {
  const [id, roomCode] = readNames(row, wanted);
  const { key, created_at: createdAt, finished_at: finishedAt, version, checksum } = row;
  const isWhole = [createdAt, version, finishedAt ?? 0].every((number) => Number.isSafeInteger(number) && number >= 0);
  const isOurs = checksum === null || checksum === recordSum(id, roomCode, createdAt);
  if (!isWhole || !isOurs || !isKey(id) || !isKey(roomCode)) {
    throw damaged(`the record of session ${wanted ?? printable(id)} is not what was written`, undefined, wanted ?? id);
  }
  return {
    key,
    record: { id, roomCode, createdAt, ...(finishedAt !== null && { finishedAt }), version },
  };
}

function readNames(row: SessionRow, wanted: string | undefined): [id: string, roomCode: string] {
  try {
    return [textOf(row.id, 'the ID'), textOf(row.room_code, 'the room code')];
  } catch (cause) {
    const name = wanted ?? `number ${row.key}`;
    throw damaged(`the record of session ${name} is not what was written`, cause, wanted);
  }
}

function readable(rows: readonly SessionRow[]): KeyedSession[] {
  return rows.flatMap((row) => {
    try {
      return [readSession(row)];
    } catch (error) {
      if (error instanceof StoreError && error.code === 'damaged') return [];
      throw error;
    }
  });
}

function printable(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
