import { open, rename, rm, stat } from 'node:fs/promises';
import Database from 'libsql';
import { markClosed, openSqliteFile } from './sqlite-file.ts';
import { StoreError } from './store-error.ts';

/**
 * Copies a store's file, as it is at this moment, while other processes write to it. The copy is whole, checked and
 * durable before it gets its name; it needs no file beside it.
 *
 * @throws StoreError `wrong-file` where `from` is no store, `failed` where `to` is there already or cannot be written
 */
export async function backupSqliteFile(from: string, to: string): Promise<void> {
  if (!(await exists(from))) throw new StoreError('failed', `there is no ${from}`);
  if (await exists(to)) throw new StoreError('failed', `${to} is there already`);
  const part = `${to}.part`;
  await rm(part, { force: true });
  const source = openSqliteFile(from, 10_000, undefined);
  try {
    source.prepare('vacuum into ?').run([part]);
  } finally {
    source.close();
  }
  try {
    const copy = new Database(part);
    // No process has this one open.
    markClosed(copy);
    const [row] = copy.prepare('pragma integrity_check').all([]) as { integrity_check?: unknown }[];
    copy.close();
    if (row?.integrity_check !== 'ok') throw new StoreError('failed', `the copy of ${from} is damaged`);
    const file = await open(part, 'r+');
    await file.sync();
    await file.close();
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
