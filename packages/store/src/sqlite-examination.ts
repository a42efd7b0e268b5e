import { existsSync } from 'node:fs';
import type Database from 'libsql';
import { sqliteStoreError } from './sqlite-error.ts';
import { pragma, wasLeftOpen } from './sqlite-file.ts';
import { SqliteTables } from './sqlite-tables.ts';
import { hidesCommits } from './sqlite-wal.ts';

/** A bigger file would keep a teacher waiting at the start; what is damaged in it is found when it is read. */
const mostBytes = 256 * 1024 * 1024;
const eventsAtOnce = 2_000;

const mayMiss = 'the newest events of its sessions may be missing.';

/** How the WAL was found before the file was opened. */
export type WalFound = 'absent' | 'damaged' | 'whole';

export function findWal(file: string): WalFound {
  if (!existsSync(`${file}-wal`)) return 'absent';
  return hidesCommits(`${file}-wal`) ? 'damaged' : 'whole';
}

export interface Examination {
  /** What is wrong, a sentence each. */
  findings: readonly string[];
  /** Whether the file can be written to without making it worse. */
  isSound: boolean;
}

/** Reads all of an open file and compares it with its checksums. */
export function examine(db: Database.Database, wal: WalFound): Examination {
  const findings: string[] = [];
  if (wal === 'damaged') findings.push(`The -wal file beside the session file was damaged: ${mayMiss}`);
  if (wal === 'absent' && wasLeftOpen(db)) {
    findings.push(
      `The last server did not end in order, and the -wal file beside the session file is gone: ${mayMiss}`,
    );
  }
  if (Number(pragma(db, 'page_count')) * Number(pragma(db, 'page_size')) > mostBytes)
    return { findings, isSound: true };
  const check = pragma(db, 'quick_check(1)');
  if (check !== 'ok')
    return {
      findings: [...findings, `SQLite finds it damaged: ${String(check).replaceAll(/\s+/g, ' ')}.`],
      isSound: false,
    };
  const tables = new SqliteTables(db);
  let isSound = true;
  for (const key of tables.keys()) {
    try {
      const session = tables.sessionAt(key);
      const finding = session && examineLog(tables, key, session.record);
      if (finding !== undefined) findings.push(finding);
    } catch (error) {
      findings.push(sentence(error));
      isSound = false;
    }
  }
  return { findings, isSound };
}

function examineLog(
  tables: SqliteTables,
  key: number,
  { id, version }: { id: string; version: number },
): string | undefined {
  let reached = 0;
  try {
    while (reached < version) {
      const rows = tables.rows(key, reached, eventsAtOnce);
      const last = rows.at(-1);
      if (!last) return `Session ${id}: its log ends at version ${reached} of ${version}.`;
      reached = last.lastVersion;
    }
    return undefined;
  } catch (error) {
    return `Session ${id}: ${sentence(error)}`;
  }
}

/** @throws what is no damage */
function sentence(thrown: unknown): string {
  const error = sqliteStoreError(thrown);
  if (error.code !== 'damaged') throw error;
  return `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`;
}
