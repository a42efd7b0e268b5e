import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The path of a store's file in a new folder, and what removes the folder. */
export async function newStoreFile(): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ack-attack-store-'));
  return {
    file: join(folder, 'sessions.db'),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
