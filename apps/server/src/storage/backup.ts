import { resolve } from 'node:path';
import { backupSqliteFile } from '@ack-attack/store';
import type { Config } from '../setup/config.ts';
import { logFile } from './open-store.ts';

/**
 * Backs the embedded store up into a new file, also while a server runs on it.
 *
 * @param to path of the new file, from where it was typed
 * @returns the sentence that says how it went, and whether it did
 */
export async function backUp(
  { dataDir, redis }: Pick<Config, 'dataDir' | 'redis'>,
  to: string | undefined,
  typedIn: string,
): Promise<{ done: boolean; sentence: string }> {
  if (to === undefined || to === '') return { done: false, sentence: 'Name the file to write: backup FILE.' };
  if (redis) {
    return {
      done: false,
      sentence: 'REDIS_URL is set: back up what Redis writes, its append-only file, with its own means.',
    };
  }
  const target = resolve(typedIn, to);
  try {
    await backupSqliteFile(logFile(dataDir), target);
    return { done: true, sentence: `The sessions were backed up to ${target}.` };
  } catch (error) {
    return { done: false, sentence: `There is no backup: ${(error as Error).message}.` };
  }
}
