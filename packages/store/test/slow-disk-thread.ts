// The thread of a session file, on a disk whose syncs a test counts and holds up.
import { workerData } from 'node:worker_threads';
import Database from 'libsql';
import { heldAt, syncMsAt, syncsAt } from './slow-disk.ts';

const cells = new Int32Array(workerData as SharedArrayBuffer);
const { exec } = Database.prototype;

Database.prototype.exec = function (this: Database.Database, sql: string) {
  if (sql === 'commit') {
    Atomics.add(cells, syncsAt, 1);
    while (Atomics.load(cells, heldAt) === 1) Atomics.wait(cells, heldAt, 1);
    Atomics.wait(cells, syncMsAt, cells[syncMsAt]!, cells[syncMsAt]!);
  }
  return exec.call(this, sql);
};

await import('../src/sqlite-thread.ts');
