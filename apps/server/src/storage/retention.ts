import type { SessionDirectory, Runtime } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';
import type { Logger } from 'pino';
import { RetentionClock } from './retention-clock.ts';

const dayMs = 86_400_000;
const everyMs = 3_600_000;
/** What the log names at once; the count is of all. */
const namedIds = 100;

export interface RetentionOptions {
  store: SessionStore;
  directory: SessionDirectory;
  runtime: Runtime;
  logger: Logger;
  retentionDays: number;
}

/** Deletes sessions that are older than the kept days, now and every hour. Returns the end of it. */
export function keepRetention({ store, directory, runtime, logger, retentionDays }: RetentionOptions): () => void {
  let cancel = () => {};
  let clock: RetentionClock | undefined;
  async function purge(): Promise<void> {
    cancel = runtime.schedule(() => void purge(), everyMs);
    try {
      clock ??= new RetentionClock(runtime, await newestTime(store));
      const { now, aheadMs } = clock.read();
      if (aheadMs > dayMs) {
        logger.warn(
          { aheadDays: Math.floor(aheadMs / dayMs) },
          'the system clock is far ahead of the newest session: old sessions are deleted later, a day of age per hour',
        );
      }
      const before = Math.floor(now - retentionDays * dayMs);
      if (before < 0) return;
      const sessions = await store.purge({ finishedBefore: before, abandonedBefore: before });
      for (const id of sessions) directory.deleted(id);
      if (sessions.length > 0) {
        logger.info(
          { count: sessions.length, sessions: sessions.slice(0, namedIds), before: new Date(before).toISOString() },
          'sessions past their retention were deleted',
        );
      }
    } catch (error) {
      runtime.report(error, 'purge');
    }
  }
  void purge();
  return () => cancel();
}

/** Epoch ms of the newest session, by when it was opened or finished; undefined where there is none. */
async function newestTime(store: SessionStore): Promise<number | undefined> {
  const [[running], [finished]] = await Promise.all([
    store.list({ state: 'running', limit: 1 }),
    store.list({ state: 'finished', limit: 1 }),
  ]);
  const times = [running?.createdAt, finished?.finishedAt].filter((time) => time !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}
