import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import Database from 'libsql';
import { sqliteStoreError } from './sqlite-error.ts';
import { inTransaction, openSqliteFile } from './sqlite-file.ts';
import { SqliteTables } from './sqlite-tables.ts';

/** Keys that are tried where the file does not say which there are. */
const guessedKeys = 20_000;
const eventsAtOnce = 2_000;
const fileEnds = ['', '-wal', '-shm'];
const pageBytes = 4_096;
/** Where a file says how many pages it has. */
const pageCountAt = 28;

export interface Salvage {
  /** Where the damaged file is now. */
  aside: string;
  /** How many sessions were taken over whole. */
  kept: number;
  /** What was not, a sentence each. */
  findings: readonly string[];
}

/**
 * Sets a damaged file aside, under a name with the time in it, and begins a new one with all the sessions that can be
 * read. A session with a damaged log keeps its record without events, so that those who ask for it hear that it is
 * damaged. Where the new file cannot be written the old one gets its name back.
 *
 * @throws StoreError
 */
export function salvage(file: string, now: Date): Salvage {
  const aside = `${file}.damaged-${now.toISOString().replaceAll(/[-:.]/g, '')}`;
  move(file, aside);
  try {
    return { aside, ...takeOver(aside, file) };
  } catch (error) {
    for (const end of fileEnds) rmSync(file + end, { force: true });
    move(aside, file);
    throw sqliteStoreError(error);
  }
}

function move(from: string, to: string): void {
  for (const end of ['', '-wal']) if (existsSync(from + end)) renameSync(from + end, to + end);
  // It is rebuilt from the WAL.
  rmSync(`${from}-shm`, { force: true });
}

function takeOver(from: string, to: string): Omit<Salvage, 'aside'> {
  const target = openSqliteFile(to, 0, undefined);
  const patched = `${from}.part`;
  let source: Database.Database | undefined;
  try {
    source = openDamaged(from);
    if (!source) {
      target.prepare('pragma wal_checkpoint(truncate)').all([]);
      giveFirstPage(to, from, patched);
      source = openDamaged(patched);
    }
    return source ? copySessions(source, target) : { kept: 0, findings: ['Nothing in it can be read.'] };
  } finally {
    source?.close();
    target.close();
    for (const end of fileEnds) rmSync(patched + end, { force: true });
  }
}

/**
 * Copies a damaged file and gives the copy the first page of a new one. All files of the same format have the same tables
 * at the same places, and what else is in that page a reader does without.
 */
function giveFirstPage(whole: string, damagedFile: string, patched: string): void {
  for (const end of ['', '-wal']) if (existsSync(damagedFile + end)) copyFileSync(damagedFile + end, patched + end);
  const page = Buffer.from(readFileSync(whole).subarray(0, pageBytes));
  const pages = Math.floor(statSync(patched).size / pageBytes);
  page.writeUInt32BE(pages, pageCountAt);
  const file = openSync(patched, 'r+');
  try {
    writeSync(file, page, 0, pageBytes, 0);
    ftruncateSync(file, pages * pageBytes);
  } finally {
    closeSync(file);
  }
}

function openDamaged(file: string): Database.Database | undefined {
  let db: Database.Database | undefined;
  try {
    db = new Database(file);
    db.prepare('select key from sessions where key = 0').all([]);
    addMissingColumns(db);
    return db;
  } catch {
    db?.close();
    return undefined;
  }
}

/** A file from before there were checksums gets the columns without values. */
function addMissingColumns(db: Database.Database): void {
  for (const column of [
    'sessions add column checksum integer',
    'sessions add column format integer not null default 1',
    'batches add column checksum integer',
  ]) {
    try {
      db.exec(`alter table ${column}`);
    } catch {
      // It has it.
    }
  }
}

function copySessions(source: Database.Database, target: Database.Database): Omit<Salvage, 'aside'> {
  const [from, to] = [new SqliteTables(source), new SqliteTables(target)];
  const findings: string[] = [];
  let kept = 0;
  for (const key of keysOf(from, source)) {
    try {
      const session = from.sessionAt(key);
      if (!session) continue;
      const { id, version, finishedAt } = session.record;
      if (to.session(id)) continue;
      inTransaction(target, () => {
        const copy = to.insertSession(session.record);
        to.setVersion(copy, 0, version);
        if (finishedAt !== undefined) to.finish(copy, finishedAt);
      });
      const copy = to.session(id)!.key;
      try {
        inTransaction(target, () => copyLog(from, key, to, copy, version));
        kept += 1;
      } catch (error) {
        findings.push(`Session ${id}: ${reason(error)}.`);
      }
    } catch (error) {
      findings.push(`Session number ${key}: ${reason(error)}.`);
    }
  }
  return { kept, findings };
}

function copyLog(from: SqliteTables, key: number, to: SqliteTables, copy: number, version: number): void {
  for (let reached = 0; reached < version;) {
    const rows = from.rows(key, reached, eventsAtOnce);
    for (const row of rows) {
      to.insertBatch(copy, row);
      reached = row.lastVersion;
    }
    if (rows.length === 0) throw new Error(`its log ends at version ${reached} of ${version}`);
  }
}

/** A tree that is broken in one place still leads to what lies elsewhere, asked for by its number. */
function keysOf(tables: SqliteTables, db: Database.Database): number[] {
  try {
    return tables.keys();
  } catch {
    const found: number[] = [];
    for (let key = 1; key <= guessedKeys; key++) {
      try {
        if (db.prepare('select 1 from sessions where key = ?').all([key]).length > 0) found.push(key);
      } catch {
        found.push(key);
      }
    }
    return found;
  }
}

/** @throws where the new file is full, which is no fault of the damaged one */
function reason(error: unknown): string {
  const failure = sqliteStoreError(error);
  if (failure.code === 'full') throw failure;
  return failure.message;
}
