import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shell } from '@ack-attack/session';
import { openSqliteStore, type SessionStore } from '@ack-attack/store';
import { openRedisStore } from '@ack-attack/store-redis';
import { nanoid } from 'nanoid';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { RedisPeers } from './redis-peers.ts';
import { systemSchedule } from './system-schedule.ts';

export interface OpenedStore {
  store: SessionStore;
  /** The other servers, where the store is shared. */
  peers?: RedisPeers;
}

/** The embedded store's file in its folder. */
export function logFile(dataDir: string): string {
  return join(dataDir, 'ack-attack.sqlite');
}

/** The configured store, or a sentence that says why there is none. */
export async function openStore(
  { dataDir, redis, maxFileBytes }: Pick<Config, 'dataDir' | 'redis' | 'maxFileBytes'>,
  logger: Logger,
): Promise<OpenedStore | { mistake: string }> {
  const onTailError = (error: unknown) => logger.error({ err: error }, 'tail failed');
  const report: Shell['report'] = (error, doing) => logger.error({ err: error, doing }, 'failed');
  if (redis) {
    const node = nanoid(10);
    const store = openRedisStore({ ...redis, node, onTailError });
    const peers = new RedisPeers({ store, self: node, schedule: systemSchedule, report });
    try {
      await peers.start();
      return { store, peers };
    } catch (error) {
      await store.close();
      return { mistake: `REDIS_URL names no Redis 7 that can be used: ${(error as Error).message}` };
    }
  }
  try {
    await mkdir(dataDir, { recursive: true });
    const size = maxFileBytes === undefined ? {} : { maxFileBytes };
    return { store: await openSqliteStore({ file: logFile(dataDir), onTailError, ...size }) };
  } catch (error) {
    return { mistake: `The data folder ${dataDir} cannot be used: ${(error as Error).message}` };
  }
}
