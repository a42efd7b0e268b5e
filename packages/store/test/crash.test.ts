import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { randomInt, type GameEvent } from '@ack-attack/engine';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../src/index.ts';
import { newStoreFile } from './store-file.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = fileURLToPath(new URL('crash-writer.ts', import.meta.url));
const seed = 20_261;
const rounds = 10;

/** Runs the writer, killed without warning at the given number of acknowledgements; gives each session's last one. */
async function write(file: string, writer: string, sessions: string, appends: number, killAt = Infinity) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, file, writer, sessions, String(appends)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const acknowledged = new Map<string, number>();
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [session = '', version = ''] = line.split(' ');
    acknowledged.set(session, Number(version));
    lines += 1;
    if (lines === killAt) child.kill('SIGKILL');
  }
  const [code, signal] = await ended;
  return { acknowledged, code, signal };
}

/** Every append of every writer is whole and unbroken, and a writer's appends are in their order without gaps. */
function checkAppends(log: readonly GameEvent[]): void {
  const lastOf = new Map<string, number>();
  for (let start = 0; start < log.length;) {
    const [label = '', size = ''] = nameOf(log[start]).split(' of ');
    const [writer = '', append = ''] = label.split('/');
    expect(Number(append)).toBe((lastOf.get(writer) ?? -1) + 1);
    lastOf.set(writer, Number(append));
    for (let k = 0; k < Number(size); k += 1) {
      expect(nameOf(log[start + k])).toBe(`${writer}/${append}/${k} of ${size}`);
    }
    start += Number(size);
  }
}

function nameOf(event: GameEvent | undefined): string {
  return event && 'name' in event ? event.name : '';
}

describe('SQLite store under real processes', () => {
  let file = '';
  let remove = async (): Promise<void> => undefined;

  beforeEach(async () => {
    ({ file, remove } = await newStoreFile());
  });

  afterEach(() => remove());

  it(`misses nothing acknowledged after each of ${rounds} kills (seed ${seed})`, async () => {
    let before = 0;
    for (let round = 0; round < rounds; round += 1) {
      const killAt = randomInt(1, 150, seed, round);
      const { acknowledged, signal } = await write(file, `w${round}`, 's1,s2,s3', 1e9, killAt);
      expect(signal).toBe('SIGKILL');

      const db = new Database(file);
      expect(db.prepare('pragma integrity_check').all([])).toStrictEqual([{ integrity_check: 'ok' }]);
      expect(db.prepare('pragma foreign_key_check').all([])).toStrictEqual([]);
      db.close();

      const store = await openSqliteStore({ file });
      let total = 0;
      for (const id of ['s1', 's2', 's3']) {
        const record = await store.find(id);
        const log = record ? await store.read(id, 0) : [];
        expect(log).toHaveLength(record?.version ?? 0);
        expect(log.length).toBeGreaterThanOrEqual(acknowledged.get(id) ?? 0);
        checkAppends(log);
        total += log.length;
      }
      expect(total).toBeGreaterThanOrEqual(before);
      before = total;
      await store.close();
    }
    expect(before).toBeGreaterThan(1_000);
  });

  it('has every append of processes racing on one file exactly once', async () => {
    const appends = 100;
    const ends = await Promise.all(['w1', 'w2'].map((writer) => write(file, writer, 's1,s2', appends)));
    for (const { code } of ends) expect(code).toBe(0);
    const store = await openSqliteStore({ file });
    for (const id of ['s1', 's2']) {
      const log = await store.read(id, 0);
      checkAppends(log);
      const labels = log.map((event) => nameOf(event).split('/').slice(0, 2).join('/'));
      expect(new Set(labels).size).toBe(2 * appends);
      expect(log.length).toBe(Math.max(...ends.map(({ acknowledged }) => acknowledged.get(id) ?? 0)));
    }
    await store.close();
  });
});
