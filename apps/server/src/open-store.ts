import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteStore, type SessionStore } from '@ack-attack/store';
import { openRedisStore } from '@ack-attack/store-redis';
import { nanoid } from 'nanoid';
import type { Logger } from 'pino';
import type { Config } from './config.ts';

/** The embedded store's file in its folder. */
export function logFile(dataDir: string): string {
  return join(dataDir, 'ack-attack.sqlite');
}

/** The configured store, or a sentence that says why there is none. */
export async function openStore(
  { dataDir, redis }: Pick<Config, 'dataDir' | 'redis'>,
  logger: Logger,
): Promise<SessionStore | { mistake: string }> {
  const onTailError = (error: unknown) => logger.error({ err: error }, 'tail failed');
  if (redis) {
    const store = openRedisStore({ ...redis, node: nanoid(10), onTailError });
    try {
      await store.beat();
      return store;
    } catch (error) {
      await store.close();
      return { mistake: `REDIS_URL names no Redis 7 that can be used: ${(error as Error).message}` };
    }
  }
  try {
    await mkdir(dataDir, { recursive: true });
    return await openSqliteStore({ file: logFile(dataDir), onTailError });
  } catch (error) {
    return { mistake: `The data folder ${dataDir} cannot be used: ${(error as Error).message}` };
  }
}
