// The thread that stands still for the disk, so that the one that serves games never does. It has one file at a time.
import { parentPort } from 'node:worker_threads';
import { sqliteStoreError } from './sqlite-error.ts';
import { openSqliteReader, openSqliteWorker } from './sqlite-opening.ts';
import { failureOf, type ThreadOpening, type ThreadReply, type ThreadRequest } from './sqlite-thread-messages.ts';
import type { SqliteWorker } from './sqlite-work.ts';

let opened: Promise<SqliteWorker> | undefined;
let replies: ThreadReply[] = [];

function say(reply: ThreadReply): void {
  replies.push(reply);
  // All of one commit are settled before this comes to its turn.
  if (replies.length === 1) queueMicrotask(flush);
}

function flush(): void {
  parentPort?.postMessage(replies);
  replies = [];
}

function open({ use, alone, again, ...opening }: ThreadOpening): Promise<SqliteWorker> {
  if (use === 'reads') return openSqliteReader(opening);
  if (!alone || again) return openSqliteWorker(opening, alone);
  return openSqliteWorker({ ...opening, onDamage: (finding) => say({ finding }) });
}

async function answerTo([name, ...args]: ThreadRequest['ask']): Promise<unknown> {
  if (name === 'open') {
    opened = open(args[0] as ThreadOpening);
    await opened;
    return true;
  }
  const worker = await opened!;
  if (name !== 'close') return worker.call(name, ...(args as never));
  opened = undefined;
  await worker.close();
  return true;
}

async function serve({ number, ask }: ThreadRequest): Promise<void> {
  try {
    say({ number, answer: await answerTo(ask) });
  } catch (error) {
    say({ number, failure: failureOf(sqliteStoreError(error)) });
  }
}

parentPort?.on('message', (requests: readonly ThreadRequest[]) => {
  for (const request of requests) void serve(request);
});
