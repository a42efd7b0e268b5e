import type { Worker } from 'node:worker_threads';
import { startThread } from './start-thread.ts';

/** Where a file gets its threads from. */
export interface ThreadSource {
  take: () => Worker;
  /** Takes back a thread that has closed its file. */
  giveBack: (worker: Worker) => void;
}

/** One file needs two. */
const mostIdle = 2;
const idle: Worker[] = [];

/** To start a thread takes longer than to open a file, so those that are done are used again. */
export const sqliteThreads: ThreadSource = {
  take: () => {
    const worker = idle.pop();
    if (!worker) return startThread('sqlite-thread', import.meta.url);
    worker.removeAllListeners('exit');
    return worker;
  },
  giveBack: (worker) => {
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
    worker.unref();
    if (idle.length >= mostIdle) {
      void worker.terminate();
      return;
    }
    idle.push(worker);
    worker.once('exit', () => idle.splice(idle.indexOf(worker), 1));
  },
};
