import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runtime } from '@ack-attack/session';
import { lockFile, openSqliteStore, StoreError, type FileLock, type SessionStore } from '@ack-attack/store';
import { openRedisStore } from '@ack-attack/store-redis';
import { nanoid } from 'nanoid';
import type { Logger } from 'pino';
import type { Config } from '../setup/config.ts';
import { RedisPeers } from './redis-peers.ts';
import { nodeSchedule } from '../runtime/system-schedule.ts';

export interface OpenedStore {
  store: SessionStore;
  /** The other servers, where the store is shared. */
  peers?: RedisPeers;
  /** What was found damaged, a sentence each; the log has them, too. */
  findings?: readonly string[];
  /** To be called once it is known at which port the server listens. */
  listens?: (port: number) => void;
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
  const report: Runtime['report'] = (error, doing) => logger.error({ err: error, doing }, 'failed');
  if (redis) {
    const node = nanoid(10);
    const store = openRedisStore({ ...redis, node, onTailError });
    const peers = new RedisPeers({ store, self: node, schedule: nodeSchedule, report });
    try {
      await peers.start();
      for (const warning of await store.warnings()) logger.warn(warning);
      return { store, peers };
    } catch (error) {
      await store.close();
      return { mistake: `REDIS_URL names no Redis 7 that can be used: ${(error as Error).message}` };
    }
  }
  const file = logFile(dataDir);
  let lock: FileLock | undefined;
  try {
    await mkdir(dataDir, { recursive: true });
    lock = lockFile(file);
    const findings: string[] = [];
    const onDamage = (finding: string) => {
      logger.error({ file, finding }, 'damage found');
      findings.push(finding);
    };
    const store = await openSqliteStore({
      file,
      onTailError,
      onDamage,
      ...(maxFileBytes === undefined ? {} : { maxFileBytes }),
    });
    // A folder that cannot be written to is found out now, not when the first teacher opens a session.
    await store.probe();
    return {
      store: releasing(store, lock),
      findings,
      listens: (port) => lock?.describe(`process ${process.pid} at port ${port}`),
    };
  } catch (error) {
    lock?.release();
    return { mistake: (await notWritable(dataDir)) ?? openingMistake(error as Error, dataDir) };
  }
}

/** The store, which gives the folder back when it is closed. */
function releasing(store: SessionStore, lock: FileLock): SessionStore {
  const close = () => store.close().finally(() => lock.release());
  return new Proxy(store, {
    get: (target, key) => {
      if (key === 'close') return close;
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** A sentence where the server lacks the right to write to its folder or file; SQLite has but a number for it. */
async function notWritable(dataDir: string): Promise<string | undefined> {
  for (const path of [dataDir, logFile(dataDir)]) {
    const code = await access(path, constants.W_OK).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      return `The server may not write to ${path} (${code}): give its user the right to, or set DATA_DIR to another folder.`;
    }
  }
  return undefined;
}

function openingMistake(error: Error, dataDir: string): string {
  if (error instanceof StoreError && error.code === 'locked') {
    return `Another server uses the data folder ${dataDir}: ${error.message}. Stop it, or set DATA_DIR to another folder.`;
  }
  if (error instanceof StoreError && error.code === 'busy') {
    return `Another program holds the session file in ${dataDir} locked, such as a database viewer: close it and start again.`;
  }
  return `The data folder ${dataDir} cannot be used: ${error.message}`;
}
