import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore, StoreError, type SessionStore } from '../src/index.ts';
import { describeStoreContract } from './contract.ts';
import { describeListenerErrors } from './listener-errors.ts';
import { eventOf, eventsOf } from './sample-events.ts';
import { newStoreFile } from './store-file.ts';

describeStoreContract('SQLite store', true, async () => {
  const { file, remove } = await newStoreFile();
  let store = await openSqliteStore({ file });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqliteStore({ file });
      return store;
    },
    close: async () => {
      await store.close();
      await remove();
    },
  };
});

describe('SQLite store', () => {
  let file = '';
  let remove = async (): Promise<void> => undefined;
  const opened: SessionStore[] = [];
  const open = async (options: { maxFileBytes?: number; busyTimeoutMs?: number } = {}): Promise<SessionStore> => {
    const store = await openSqliteStore({ file, ...options });
    opened.push(store);
    return store;
  };

  beforeEach(async () => {
    ({ file, remove } = await newStoreFile());
  });

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await remove();
  });

  describeListenerErrors('SQLite store', (onTailError) => openSqliteStore({ file, onTailError }));

  it('commits what is requested in one turn as one transaction', async () => {
    const store = await open();
    const ids = Array.from({ length: 30 }, (_, n) => `s${n}`);
    for (const id of ids) await store.create({ id, roomCode: id, createdAt: 1 }, []);
    const walFrames = async (): Promise<number> => ((await stat(`${file}-wal`)).size - 32) / (4_096 + 24);
    await Promise.all(ids.map((id) => store.append(id, 0, eventsOf(1, 1))));
    const framesBefore = await walFrames();
    await Promise.all(
      ids.map(async (id, n) => {
        for (let microtask = 0; microtask < n; microtask += 1) await Promise.resolve();
        await store.append(id, 1, eventsOf(2, 2));
      }),
    );
    // Thirty commits would have written each page that they share thirty times.
    expect((await walFrames()) - framesBefore).toBeLessThan(30);
  });

  it('has resolved nothing before another connection can read it', async () => {
    const store = await open();
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, []);
    const other = await open();
    for (let version = 0; version < 20; version += 1) {
      await store.append('s1', version, eventsOf(version + 1, version + 1));
      expect(await other.find('s1')).toMatchObject({ version: version + 1 });
    }
  });

  it('rejects all of a group with "full" when the file may not grow, and goes on when there is room again', async () => {
    const store = await open({ maxFileBytes: 512 * 1024 });
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, []);
    await store.create({ id: 's2', roomCode: 'B', createdAt: 1 }, []);
    const big = eventOf(1, 'x'.repeat(100_000));
    let version = 0;
    let failure: unknown;
    while (failure === undefined) {
      try {
        version = (await store.append('s1', version, [big])).version;
      } catch (error) {
        failure = error;
      }
      expect(version).toBeLessThan(10);
    }
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ code: 'full' });

    const group = await Promise.allSettled([
      store.append('s2', 0, eventsOf(1, 1)),
      store.append('s1', version, [big, big]),
      store.append('s2', 1, eventsOf(2, 2)),
    ]);
    for (const settled of group) expect(settled).toMatchObject({ status: 'rejected', reason: { code: 'full' } });
    expect(await store.read('s1', 0)).toHaveLength(version);
    expect(await store.find('s1')).toMatchObject({ version });
    expect(await store.read('s2', 0)).toStrictEqual([]);

    await store.delete('s1');
    expect(await store.append('s2', 0, [big])).toStrictEqual({ outcome: 'appended', version: 1 });
  });

  it('leaves nothing of a group that the database refuses in the middle, and goes on afterwards', async () => {
    const store = await open();
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, []);
    const other = new Database(file);
    other.exec(`create trigger refusing before insert on batches when new.last_version = 2
      begin select raise(abort, 'refused'); end`);
    const group = [store.append('s1', 0, eventsOf(1, 1)), store.append('s1', 1, eventsOf(2, 2))];
    for (const settled of await Promise.allSettled(group)) {
      expect(settled).toMatchObject({ status: 'rejected', reason: { code: 'failed' } });
    }
    expect(await store.find('s1')).toMatchObject({ version: 0 });
    other.exec('drop trigger refusing');
    other.close();
    expect(await store.append('s1', 0, eventsOf(1, 2))).toStrictEqual({ outcome: 'appended', version: 2 });
    expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 2));
  });

  it('rejects with "busy" while another connection holds the write lock, reads on, and recovers', async () => {
    const store = await open({ busyTimeoutMs: 10 });
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, []);
    const other = new Database(file);
    other.exec('begin immediate');
    await expect(store.append('s1', 0, eventsOf(1, 1))).rejects.toMatchObject({ code: 'busy' });
    expect(await store.find('s1')).toMatchObject({ version: 0 });
    other.exec('rollback');
    other.close();
    expect(await store.append('s1', 0, eventsOf(1, 1))).toStrictEqual({ outcome: 'appended', version: 1 });
  });

  it('loses no event of two stores on one file, and tails have no gap', async () => {
    const stores = [await open(), await open()];
    await stores[0]?.create({ id: 's1', roomCode: 'A', createdAt: 1 }, []);
    const tailed: number[] = [];
    stores[0]?.tail('s1', 0, (events, version) => {
      for (let n = version - events.length; n < version; n += 1) tailed.push(n + 1);
    });
    await Promise.all(
      stores.map(async (store, w) => {
        let version = 0;
        for (let n = 0; n < 50; n += 1) {
          let result = await store.append('s1', version, [eventOf(w * 100 + n)]);
          while (result.outcome === 'conflict') {
            result = await store.append('s1', result.version, [eventOf(w * 100 + n)]);
          }
          version = result.version;
        }
      }),
    );
    const log = (await stores[1]?.read('s1', 0)) ?? [];
    expect(log.map(({ at }) => at).sort((a, b) => a - b)).toStrictEqual([
      ...eventsOf(0, 49).map(({ at }) => at),
      ...eventsOf(100, 149).map(({ at }) => at),
    ]);
    expect(await stores[0]?.append('s1', 100, [eventOf(999)])).toMatchObject({ outcome: 'appended' });
    await expect.poll(() => tailed.length, { interval: 2 }).toBe(101);
    expect(tailed).toStrictEqual(Array.from({ length: 101 }, (_, n) => n + 1));
  });

  it('refuses a file of a newer format, and leaves it as it is', async () => {
    await (await open()).close();
    const db = new Database(file);
    db.exec('pragma user_version = 99; pragma wal_checkpoint(truncate)');
    db.close();
    const before = await readFile(file);
    await expect(open()).rejects.toMatchObject({ code: 'newer-file', message: expect.stringContaining('99') });
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  it('refuses files that are not its own', async () => {
    await writeFile(file, 'not a database at all, '.repeat(100));
    await expect(open()).rejects.toMatchObject({ code: 'damaged' });

    const { file: foreign, remove: removeForeign } = await newStoreFile();
    const db = new Database(foreign);
    db.exec('create table sessions (a)');
    db.close();
    await copyFile(foreign, file);
    await removeForeign();
    await expect(open()).rejects.toMatchObject({ code: 'wrong-file' });
  });

  it('refuses a folder that is missing', async () => {
    await expect(openSqliteStore({ file: `${file}/nowhere/x.db` })).rejects.toMatchObject({ code: 'failed' });
  });

  it('keeps all in the one file once it is closed', async () => {
    const store = await open();
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 1_000));
    await store.close();
    const copy = `${file}.copy`;
    await copyFile(file, copy);
    const copied = await openSqliteStore({ file: copy });
    expect(await copied.read('s1', 0)).toHaveLength(1_000);
    await copied.close();
  });
});
