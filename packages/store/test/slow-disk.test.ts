import { setImmediate as turn } from 'node:timers/promises';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore, type SessionStore } from '../src/index.ts';
import { eventOf, eventsOf } from './sample-events.ts';
import { SlowDisk } from './slow-disk.ts';
import { newStoreFile } from './store-file.ts';

describe('SQLite store on a slow disk', () => {
  let file = '';
  let remove = async (): Promise<void> => undefined;
  let disk: SlowDisk;
  let store: SessionStore;
  const rooms = Array.from({ length: 30 }, (_, n) => `s${n}`);

  beforeEach(async () => {
    ({ file, remove } = await newStoreFile());
    disk = new SlowDisk();
    store = await openSqliteStore({ file }, disk);
    await Promise.all(rooms.map((id) => store.create({ id, roomCode: id, createdAt: 1 }, eventsOf(1, 2))));
  });

  afterEach(async () => {
    disk.release();
    disk.syncMs = 0;
    await store.close();
    await remove();
  });

  /** Asks for an append, and resolves when its sync has begun and cannot end. */
  const appendHeld = async (id: string): Promise<{ settled: () => boolean; result: Promise<unknown> }> => {
    const before = disk.syncs;
    disk.hold();
    let settled = false;
    const result = store.append(id, 2, [eventOf(3)]).finally(() => (settled = true));
    result.catch(() => undefined);
    await expect.poll(() => disk.syncs, { interval: 2 }).toBe(before + 1);
    return { settled: () => settled, result };
  };

  it('turns its loop and reads while the disk syncs, and tells of nothing that is not durable', async () => {
    const tailed: number[] = [];
    store.tail('s0', 0, (_, version) => tailed.push(version));
    await expect.poll(() => tailed, { interval: 2 }).toEqual([2]);
    const { settled, result } = await appendHeld('s0');
    // In the thread of the disk none of these would come to its end.
    for (let turns = 0; turns < 1_000; turns += 1) await turn();
    for (const id of rooms) expect(await store.read(id, 0)).toHaveLength(2);
    expect(await store.findByRoomCode('s0')).toMatchObject({ version: 2 });
    expect(await store.list({ state: 'running', limit: 100 })).toHaveLength(rooms.length);
    const other = new Database(file);
    expect(other.prepare(`select version from sessions where id = 's0'`).all([])).toEqual([{ version: 2 }]);
    other.close();
    expect([settled(), tailed]).toEqual([false, [2]]);

    disk.release();
    expect(await result).toEqual({ outcome: 'appended', version: 3 });
    expect(tailed).toEqual([2, 3]);
  });

  it('syncs once for all that comes over all rooms while the last sync runs', async () => {
    const { result } = await appendHeld('s0');
    const before = disk.syncs;
    const appends = [];
    for (const id of rooms.slice(1)) {
      appends.push(store.append(id, 2, [eventOf(3)]));
      await turn();
    }
    disk.release();
    await result;
    expect(await Promise.all(appends)).toEqual(appends.map(() => ({ outcome: 'appended', version: 3 })));
    expect(disk.syncs - before).toBe(1);
  });

  it('needs one sync of 200 ms for each step of thirty rooms that wait for their answers', async () => {
    disk.syncMs = 200;
    const before = disk.syncs;
    const steps = 4;
    await Promise.all(
      rooms.map(async (id) => {
        for (let step = 0; step < steps; step += 1) await store.append(id, 2 + step, [eventOf(3 + step)]);
      }),
    );
    expect(disk.syncs - before).toBe(steps);
    for (const id of rooms) expect(await store.find(id)).toMatchObject({ version: 2 + steps });
  });

  it('closes only when what was asked before is durable', async () => {
    const { result } = await appendHeld('s0');
    const late = store.append('s1', 2, [eventOf(3)]);
    const closed = store.close();
    disk.release();
    await closed;
    expect(await Promise.all([result, late])).toEqual(Array(2).fill({ outcome: 'appended', version: 3 }));
    store = await openSqliteStore({ file }, disk);
    expect(await store.read('s1', 0)).toHaveLength(3);
  });

  it('fails what a thread was asked that ends by itself, and goes on with another', async () => {
    const { result } = await appendHeld('s0');
    await disk.workers[0]!.terminate();
    await expect(result).rejects.toMatchObject({ name: 'StoreError', code: 'failed' });
    disk.release();
    expect(await store.append('s0', 2, [eventOf(4)])).toEqual({ outcome: 'appended', version: 3 });
    expect(await store.read('s0', 2)).toEqual([eventOf(4)]);
    expect(disk.workers).toHaveLength(3);
  });
});
