import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'libsql';
import { sqliteStoreError } from './sqlite-error.ts';
import { StoreError } from './store-error.ts';

export interface FileLock {
  /** Tells a process that finds the lock what the holder is. */
  describe: (holder: string) => void;
  release: () => void;
}

/**
 * Takes a file for this process alone. The lock is one of the operating system's, on a side file: it ends with its
 * process however that ends, so none is ever stale.
 *
 * @throws StoreError `locked`, with what the holder said of itself
 */
export function lockFile(file: string): FileLock {
  const described = `${file}.holder`;
  const db = take(`${file}.lock`, described);
  return {
    describe: (holder) => writeFileSync(described, holder),
    release: () => db.close(),
  };
}

function take(path: string, described: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0 });
    db.exec('pragma journal_mode = memory; begin exclusive');
    return db;
  } catch (thrown) {
    db?.close();
    const error = sqliteStoreError(thrown);
    if (error.code !== 'busy') throw error;
    throw new StoreError('locked', readHolder(described), { cause: thrown });
  }
}

function readHolder(described: string): string {
  try {
    return readFileSync(described, 'utf8').slice(0, 200);
  } catch {
    return 'another process';
  }
}
