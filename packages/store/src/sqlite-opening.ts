import { existsSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type Database from 'libsql';
import { requireWhole } from './limits.ts';
import { examine, findWal, type WalFound } from './sqlite-examination.ts';
import { sqliteStoreError } from './sqlite-error.ts';
import { emptyWal, markClosed, markOpen, openSqliteFile, pragma } from './sqlite-file.ts';
import { salvage } from './sqlite-salvage.ts';
import { SqliteWork, type SqliteWorker } from './sqlite-work.ts';
import { StoreError } from './store-error.ts';

export interface SqliteOpening {
  /** Path of the database; created where it is missing, its folder is not. Two files beside it belong to it. */
  file: string;
  /** Writes that would let the file grow beyond this are refused with `full`. */
  maxFileBytes?: number;
  /** How long a write waits while another process writes. */
  busyTimeoutMs?: number;
  /**
   * Told what is damaged, a sentence each. Where it is given, this process has the file for itself: all of it is
   * examined first, and one that cannot be used is set aside with all that can be read of it taken over into a new one.
   */
  onDamage?: (finding: string) => void;
}

const defaultBusyMs = 2_000;
const openAgainMs = 20;
/** SQLite waits by standing still. */
const standStillMs = 10;

/**
 * Opens the file in this thread. Rejects with `wrong-file`, `newer-file`, `damaged`, `busy`, `full` or `failed`.
 *
 * @param isMarked whether this process has marked the file as open already
 */
export async function openSqliteWorker(opening: SqliteOpening, isMarked = false): Promise<SqliteWorker> {
  const { busyTimeoutMs = defaultBusyMs, maxFileBytes } = opening;
  requireWhole('busyTimeoutMs', busyTimeoutMs);
  if (maxFileBytes !== undefined) requireWhole('maxFileBytes', maxFileBytes, 64 * 1024);
  return patiently(busyTimeoutMs, () => openOnce(opening, busyTimeoutMs, isMarked));
}

/** Opens in this thread, for reads alone, a file that a writer has open. Rejects as `openSqliteWorker` does. */
export async function openSqliteReader({
  file,
  busyTimeoutMs = defaultBusyMs,
}: Omit<SqliteOpening, 'onDamage'>): Promise<SqliteWorker> {
  const db = await patiently(busyTimeoutMs, () => openSqliteFile(file, standStillMs, undefined));
  pragma(db, 'query_only = on');
  return new SqliteWork(db, busyTimeoutMs);
}

/** SQLite itself does not wait while another process gives a new file its WAL. */
async function patiently<T>(busyTimeoutMs: number, open: () => T): Promise<T> {
  for (const until = performance.now() + busyTimeoutMs; ; await delay(openAgainMs)) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'busy') || performance.now() > until) throw error;
    }
  }
}

function openOnce(
  { file, maxFileBytes, onDamage }: SqliteOpening,
  busyTimeoutMs: number,
  isMarked: boolean,
): SqliteWorker {
  const open = () => openSqliteFile(file, standStillMs, maxFileBytes);
  if (!onDamage) return new SqliteWork(open(), busyTimeoutMs, isMarked ? closeMarked : emptyWal);
  const db = openExamined(file, open, onDamage);
  try {
    markOpen(db);
  } catch (error) {
    db.close();
    throw sqliteStoreError(error);
  }
  return new SqliteWork(db, busyTimeoutMs, closeMarked);
}

/** The binding closes the file only once its statements are collected, so what SQLite does then is done here. */
function closeMarked(db: Database.Database): void {
  markClosed(db);
  emptyWal(db);
}

function openExamined(
  file: string,
  open: () => Database.Database,
  onDamage: (finding: string) => void,
): Database.Database {
  const wal = findWal(file);
  if (isEmptyFile(file)) onDamage('The session file was empty: if there were sessions in it, they are gone.');
  try {
    const db = open();
    const { findings, isSound } = examineOrClose(db, wal);
    for (const finding of findings) onDamage(finding);
    if (isSound) return db;
    db.close();
  } catch (thrown) {
    const error = sqliteStoreError(thrown);
    if (error.code !== 'damaged') throw error;
    onDamage(`The session file cannot be used: ${error.message}.`);
  }
  const { aside, kept, findings } = salvage(file, new Date());
  for (const finding of findings) onDamage(finding);
  onDamage(
    `The damaged session file is now ${aside}; a new one was begun with the ${kept} sessions that could be read of it.`,
  );
  return open();
}

function isEmptyFile(file: string): boolean {
  return existsSync(file) && statSync(file).size === 0;
}

function examineOrClose(db: Database.Database, wal: WalFound): ReturnType<typeof examine> {
  try {
    return examine(db, wal);
  } catch (error) {
    db.close();
    throw error;
  }
}
