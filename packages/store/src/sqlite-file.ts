import Database from 'libsql';
import { sqliteStoreError } from './sqlite-error.ts';
import { SqliteTables } from './sqlite-tables.ts';
import { damaged, StoreError } from './store-error.ts';

/** Marks a file as ours: "ackA" in ASCII. */
const applicationId = 0x61636b41;

/** Each brings a file of the version that is its index to the next one; `user_version` counts them. */
const migrations: readonly string[] = [
  `
  create table sessions (
    key integer primary key,
    id text not null unique,
    room_code text not null,
    created_at integer not null,
    finished_at integer,
    version integer not null
  ) strict;
  create unique index running_room_codes on sessions (room_code) where finished_at is null;
  create index running_sessions on sessions (created_at) where finished_at is null;
  create index finished_sessions on sessions (finished_at) where finished_at is not null;

  -- events is a JSON array, the last of which has last_version
  create table batches (
    session integer not null references sessions on delete cascade,
    last_version integer not null,
    events text not null,
    primary key (session, last_version)
  ) strict;

  create table snapshots (
    session integer primary key references sessions on delete cascade,
    version integer not null,
    data text not null
  ) strict;
  `,
  `
  -- the oldest version of the log's format that tells everything in it
  alter table sessions add column format integer not null default 1;
  -- of what never changes in a record, and of a batch; rows from before have none
  alter table sessions add column checksum integer;
  alter table batches add column checksum integer;
  alter table snapshots add column checksum integer;
  create table marks (
    name text primary key,
    value integer not null
  ) strict;
  `,
];
/** No program has had so many; beyond it the number itself is damaged. */
const mostVersions = 1_000;

/**
 * Opens or creates a store's file, in WAL mode and with every commit synced. `maxBytes` limits its growth.
 * Throws `wrong-file`, `newer-file`, `damaged`, `busy` or `failed`.
 */
export function openSqliteFile(file: string, busyTimeoutMs: number, maxBytes: number | undefined): Database.Database {
  let db: Database.Database;
  try {
    db = new Database(file, { timeout: busyTimeoutMs });
  } catch (cause) {
    throw new StoreError('failed', `cannot open ${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    requireOurs(db, file);
    if (pragma(db, 'journal_mode = wal') !== 'wal') throw new StoreError('wrong-file', `${file} cannot have a WAL`);
    pragma(db, 'synchronous = full');
    pragma(db, 'foreign_keys = on');
    if (maxBytes !== undefined) {
      pragma(db, `max_page_count = ${Math.floor(maxBytes / Number(pragma(db, 'page_size')))}`);
    }
    migrate(db, file);
    return db;
  } catch (error) {
    db.close();
    throw sqliteStoreError(error);
  }
}

/**
 * A connection that only keeps the WAL beside the file: the last one to close would take it away, and a thread that is
 * ended closes its own.
 */
export function holdWal(file: string): Database.Database {
  const db = new Database(file);
  // It counts from its first read on.
  pragma(db, 'user_version');
  return db;
}

const openMark = 'open';

/** Notes in the file itself that a process has it open, beside which its WAL has to be found. */
export function markOpen(db: Database.Database): void {
  setOpenMark(db, 1);
  // Into the file, so that it can be found there without the WAL.
  emptyWal(db);
}

export function markClosed(db: Database.Database): void {
  setOpenMark(db, 0);
}

/** Brings all that was written into the file itself. */
export function emptyWal(db: Database.Database): void {
  db.prepare('pragma wal_checkpoint(truncate)').all([]);
}

/** Whether the last process that had the file open did not end in order. */
export function wasLeftOpen(db: Database.Database): boolean {
  return new SqliteTables(db).mark(openMark) === 1;
}

function setOpenMark(db: Database.Database, value: number): void {
  new SqliteTables(db).setMark(openMark, value);
}

/** Runs the work in one transaction that holds the write lock from its begin on; throws what failed, rolled back. */
export function inTransaction(db: Database.Database, work: () => void): void {
  db.exec('begin immediate');
  try {
    work();
    db.exec('commit');
  } catch (error) {
    // A full disk has SQLite roll back by itself.
    if (db.inTransaction) db.exec('rollback');
    throw error;
  }
}

/** Runs reads that all see the file as it is at the first of them. */
export function inSnapshot<T>(db: Database.Database, work: () => T): T {
  db.exec('begin');
  try {
    return work();
  } finally {
    if (db.inTransaction) db.exec('rollback');
  }
}

function migrate(db: Database.Database, file: string): void {
  if (Number(pragma(db, 'user_version')) === migrations.length) return;
  inTransaction(db, () => {
    // Another process may have been first.
    requireOurs(db, file);
    for (const migration of migrations.slice(Number(pragma(db, 'user_version')))) db.exec(migration);
    db.exec(`pragma application_id = ${applicationId}; pragma user_version = ${migrations.length}`);
  });
}

function requireOurs(db: Database.Database, file: string): void {
  const version = Number(pragma(db, 'user_version'));
  const isEmpty = db.prepare('select 1 from sqlite_schema limit 1').all([]).length === 0;
  if (!isEmpty && pragma(db, 'application_id') !== applicationId) {
    // With its own tables in it only the mark can be wrong.
    if (hasOurTables(db)) throw damaged(`${file} has lost its mark`);
    throw new StoreError('wrong-file', `${file} is not a session store`);
  }
  if (version < 0 || version > mostVersions || (version === 0 && !isEmpty)) {
    throw damaged(`${file} has no format ${version}`);
  }
  if (version > migrations.length) {
    throw new StoreError(
      'newer-file',
      `${file} has format ${version}, this program knows up to ${migrations.length}: use a newer version`,
    );
  }
}

function hasOurTables(db: Database.Database): boolean {
  const found = db
    .prepare("select 1 from sqlite_schema where type = 'table' and name in ('sessions', 'batches', 'snapshots')")
    .all([]);
  return found.length === 3;
}

/** The first value that a pragma gives. */
export function pragma(db: Database.Database, source: string): unknown {
  const [row] = db.prepare(`pragma ${source}`).all([]) as Record<string, unknown>[];
  return row && Object.values(row)[0];
}
