import { describe, expect, it } from 'vitest';
import type { Current } from './contract.ts';
import { eventsOf } from './sample-events.ts';

export function describeRecords(current: Current): void {
  describe('records', () => {
    it('creates a session with its first events', async () => {
      const { store } = current();
      expect(await store.create({ id: 's1', roomCode: 'KMPRTW', createdAt: 1_000 }, eventsOf(1, 3))).toBe('created');
      const record = { id: 's1', roomCode: 'KMPRTW', createdAt: 1_000, version: 3 };
      expect(await store.find('s1')).toStrictEqual(record);
      expect(await store.findByRoomCode('KMPRTW')).toStrictEqual(record);
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 3));
    });

    it('creates a session with an empty log', async () => {
      const { store } = current();
      expect(await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, [])).toBe('created');
      expect(await store.find('s1')).toMatchObject({ version: 0 });
      expect(await store.read('s1', 0)).toStrictEqual([]);
    });

    it('refuses a taken id and a taken room code and changes nothing', async () => {
      const { store } = current();
      await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 1));
      expect(await store.create({ id: 's1', roomCode: 'B', createdAt: 2 }, eventsOf(5, 9))).toBe('id-taken');
      expect(await store.create({ id: 's2', roomCode: 'A', createdAt: 2 }, eventsOf(5, 9))).toBe('code-taken');
      expect(await store.create({ id: 's1', roomCode: 'A', createdAt: 2 }, eventsOf(5, 9))).toBe('id-taken');
      expect(await store.find('s1')).toStrictEqual({ id: 's1', roomCode: 'A', createdAt: 1, version: 1 });
      expect(await store.find('s2')).toBeUndefined();
      expect(await store.findByRoomCode('B')).toBeUndefined();
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 1));
    });

    it('gives a contested room code and a contested id to one only', async () => {
      const { store } = current();
      const numbers = Array.from({ length: 20 }, (_, index) => index);
      const byCode = await Promise.all(
        numbers.map((n) => store.create({ id: `s${n}`, roomCode: 'SAME', createdAt: n }, eventsOf(n, n))),
      );
      expect(byCode.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(byCode.filter((outcome) => outcome === 'code-taken')).toHaveLength(19);
      const byId = await Promise.all(
        numbers.map((n) => store.create({ id: 'same', roomCode: `C${n}`, createdAt: n }, eventsOf(n, n))),
      );
      expect(byId.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(byId.filter((outcome) => outcome === 'id-taken')).toHaveLength(19);
      expect(await store.read('same', 0)).toHaveLength(1);
    });

    it('finishes a session once, frees its room code and keeps its log', async () => {
      const { store } = current();
      await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 2));
      await store.finish('s1', 50);
      await store.finish('s1', 60);
      expect(await store.find('s1')).toStrictEqual({
        id: 's1',
        roomCode: 'A',
        createdAt: 1,
        finishedAt: 50,
        version: 2,
      });
      expect(await store.findByRoomCode('A')).toBeUndefined();
      expect(await store.create({ id: 's2', roomCode: 'A', createdAt: 70 }, [])).toBe('created');
      expect(await store.findByRoomCode('A')).toMatchObject({ id: 's2' });
      expect(await store.append('s1', 2, eventsOf(3, 3))).toStrictEqual({ outcome: 'appended', version: 3 });
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 3));
      await store.finish('s2', 80);
      expect(await store.create({ id: 's3', roomCode: 'A', createdAt: 90 }, [])).toBe('created');
    });

    it('lists running and finished sessions apart, newest first, in pages', async () => {
      const { store } = current();
      for (const [id, createdAt] of [
        ['a', 30],
        ['b', 10],
        ['c', 40],
        ['d', 20],
        ['e', 20],
      ] as const) {
        await store.create({ id, roomCode: `CODE${id}`, createdAt }, eventsOf(1, createdAt));
      }
      const ids = async (query: Parameters<typeof store.list>[0]) => (await store.list(query)).map(({ id }) => id);
      expect(await ids({ state: 'running', limit: 10 })).toStrictEqual(['c', 'a', 'd', 'e', 'b']);
      expect(await ids({ state: 'finished', limit: 10 })).toStrictEqual([]);
      expect(await ids({ state: 'running', limit: 2 })).toStrictEqual(['c', 'a']);
      expect(await ids({ state: 'running', limit: 2, before: 30 })).toStrictEqual(['d', 'e']);
      expect(await ids({ state: 'running', limit: 2, before: 20 })).toStrictEqual(['b']);

      await store.finish('c', 100);
      await store.finish('b', 300);
      await store.finish('a', 200);
      expect(await ids({ state: 'running', limit: 10 })).toStrictEqual(['d', 'e']);
      expect(await ids({ state: 'finished', limit: 10 })).toStrictEqual(['b', 'a', 'c']);
      expect(await ids({ state: 'finished', limit: 10, before: 200 })).toStrictEqual(['c']);
      expect(await store.list({ state: 'finished', limit: 1 })).toStrictEqual([
        { id: 'b', roomCode: 'CODEb', createdAt: 10, finishedAt: 300, version: 10 },
      ]);
      for (const limit of [0, 1.5, 1_001]) {
        await expect(store.list({ state: 'running', limit })).rejects.toMatchObject({ code: 'invalid-argument' });
      }
    });

    it('deletes a session with all it has, running or finished', async () => {
      const { store } = current();
      await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 600));
      await store.create({ id: 's2', roomCode: 'B', createdAt: 1 }, eventsOf(1, 2));
      await store.saveSnapshot('s1', { version: 600, data: { of: 's1' } });
      await store.delete('s1');
      expect(await store.find('s1')).toBeUndefined();
      expect(await store.findByRoomCode('A')).toBeUndefined();
      expect(await store.loadSnapshot('s1')).toBeUndefined();
      await expect(store.read('s1', 0)).rejects.toMatchObject({ code: 'unknown-session' });
      await store.delete('s1');
      await store.delete('never was');
      expect(await store.read('s2', 0)).toStrictEqual(eventsOf(1, 2));

      expect(await store.create({ id: 's1', roomCode: 'A', createdAt: 5 }, eventsOf(7, 8))).toBe('created');
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(7, 8));
      expect(await store.loadSnapshot('s1')).toBeUndefined();

      await store.finish('s2', 9);
      await store.delete('s2');
      expect(await store.list({ state: 'finished', limit: 10 })).toStrictEqual([]);
    });

    it('purges what was finished or abandoned before the limits, and nothing else', async () => {
      const { store } = current();
      for (const [id, createdAt, finishedAt] of [
        ['old-finished', 10, 99],
        ['just-finished', 10, 100],
        ['abandoned', 49, undefined],
        ['running', 50, undefined],
      ] as const) {
        await store.create({ id, roomCode: `CODE-${id}`, createdAt }, eventsOf(1, 300));
        await store.saveSnapshot(id, { version: 300, data: id });
        if (finishedAt !== undefined) await store.finish(id, finishedAt);
      }
      const purged = await store.purge({ finishedBefore: 100, abandonedBefore: 50 });
      expect([...purged].sort()).toStrictEqual(['abandoned', 'old-finished']);
      for (const id of purged) {
        expect(await store.find(id)).toBeUndefined();
        expect(await store.loadSnapshot(id)).toBeUndefined();
        await expect(store.read(id, 0)).rejects.toMatchObject({ code: 'unknown-session' });
      }
      expect(await store.findByRoomCode('CODE-abandoned')).toBeUndefined();
      for (const id of ['just-finished', 'running']) {
        expect(await store.read(id, 0)).toHaveLength(300);
        expect(await store.loadSnapshot(id)).toStrictEqual({ version: 300, data: id });
      }
      expect(await store.purge({ finishedBefore: 100, abandonedBefore: 50 })).toStrictEqual([]);
    });

    it.each([
      ['empty', ''],
      ['too long', 'x'.repeat(65)],
      ['with a space', 'a b'],
      ['with a line end', 'a\n'],
      ['with NUL', 'a\u0000b'],
      ['with an emoji', 'a🐰'],
      ['with a lone surrogate', 'a\ud800'],
    ])('refuses an id or room code that is %s', async (_, key) => {
      const { store } = current();
      const good = { id: 's1', roomCode: 'A', createdAt: 1 };
      await expect(store.create({ ...good, id: key }, [])).rejects.toMatchObject({ code: 'invalid-key' });
      await expect(store.create({ ...good, roomCode: key }, [])).rejects.toMatchObject({ code: 'invalid-key' });
      expect(await store.find(key)).toBeUndefined();
      expect(await store.findByRoomCode(key)).toBeUndefined();
      expect(await store.loadSnapshot(key)).toBeUndefined();
      await expect(store.read(key, 0)).rejects.toMatchObject({ code: 'unknown-session' });
      await expect(store.append(key, 0, eventsOf(1, 1))).rejects.toMatchObject({ code: 'unknown-session' });
      await store.delete(key);
      expect(await store.list({ state: 'running', limit: 10 })).toStrictEqual([]);
    });

    it('tells ids and room codes apart by case, quotes and wildcards', async () => {
      const { store } = current();
      const keys = ['abc', 'ABC', "a'b", 'a"b', 'a%', 'a_', 'a*', 'a:b', '{a}', 'x'.repeat(64), '__proto__', 'null'];
      for (const [index, key] of keys.entries()) {
        expect(await store.create({ id: key, roomCode: key, createdAt: index }, eventsOf(index, index))).toBe(
          'created',
        );
      }
      for (const [index, key] of keys.entries()) {
        expect(await store.findByRoomCode(key)).toMatchObject({ id: key, createdAt: index });
        expect(await store.read(key, 0)).toStrictEqual(eventsOf(index, index));
      }
    });
  });
}
