import type { Worker } from 'node:worker_threads';
import { startThread } from '@ack-attack/store';
import type { NumberedJob, ReadingJob, ReadingReply, ReadingResults } from './reading-jobs.ts';

/** What a reading may hold: enough for an hour of the busiest round, and an end to what is larger. */
const heapMb = 1_024;

/** The thread ended, and what it had read is lost. */
export class ReadingThreadEnded extends Error {
  /** Whether a log was too large for it. */
  readonly outOfMemory: boolean;

  constructor(cause: unknown) {
    super('the thread that reads logs has ended', { cause });
    this.name = 'ReadingThreadEnded';
    this.outOfMemory = (cause as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
  }
}

/** What readings need of a thread. */
export interface ReadingThread {
  /** Rejects where the log cannot be folded, and with `ReadingThreadEnded`. */
  ask: <Job extends ReadingJob>(job: Job) => Promise<ReadingResults[Job['do']]>;
  close: () => Promise<void>;
}

interface Asked {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

/**
 * Starts the thread when something is asked of it, and again after it has ended.
 *
 * @param onEnd called when it has ended with all that it had read
 */
export function startReadingThread(onEnd: () => void): ReadingThread {
  let worker: Worker | undefined;
  let number = 0;
  const asked = new Map<number, Asked>();

  const started = (): Worker => {
    if (worker) return worker;
    const next = startThread('reading-worker', import.meta.url, {
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    let cause: unknown;
    next.on('error', (error) => (cause = error));
    next.on('message', (reply: ReadingReply) => {
      const { resolve, reject } = asked.get(reply.number) ?? {};
      asked.delete(reply.number);
      if (asked.size === 0) next.unref();
      if ('result' in reply) resolve?.(reply.result as never);
      else reject?.(new Error(`a log cannot be read: ${reply.failure}`));
    });
    next.once('exit', () => {
      worker = undefined;
      onEnd();
      for (const { reject } of asked.values()) reject(new ReadingThreadEnded(cause));
      asked.clear();
    });
    return (worker = next);
  };

  return {
    ask: (job) =>
      new Promise((resolve, reject) => {
        const to = started();
        // A thread with nothing to do keeps no process alive.
        to.ref();
        asked.set(++number, { resolve, reject });
        to.postMessage({ ...job, number } satisfies NumberedJob);
      }),
    close: async () => {
      await worker?.terminate();
    },
  };
}
