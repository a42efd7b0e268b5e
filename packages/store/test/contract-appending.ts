import type { GameEvent } from '@ack-attack/engine';
import { describe, expect, it } from 'vitest';
import { StoreError, storeLimits, type SessionStore } from '../src/index.ts';
import type { Current } from './contract.ts';
import { eventOf, eventsOf } from './sample-events.ts';

export function describeAppending(current: Current): void {
  const open = async (): Promise<SessionStore> => {
    const { store } = current();
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 2));
    return store;
  };

  describe('appending and reading', () => {
    it('appends at the expected version', async () => {
      const store = await open();
      expect(await store.append('s1', 2, eventsOf(3, 3))).toStrictEqual({ outcome: 'appended', version: 3 });
      expect(await store.append('s1', 3, eventsOf(4, 6))).toStrictEqual({ outcome: 'appended', version: 6 });
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 6));
      expect(await store.find('s1')).toMatchObject({ version: 6 });
    });

    it.each([0, 1, 3, 99])('conflicts at version %i of a log at version 2, and appends nothing', async (expected) => {
      const store = await open();
      expect(await store.append('s1', expected, eventsOf(7, 8))).toStrictEqual({ outcome: 'conflict', version: 2 });
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 2));
      expect(await store.find('s1')).toMatchObject({ version: 2 });
    });

    it('compares the version even when there is nothing to append', async () => {
      const store = await open();
      expect(await store.append('s1', 2, [])).toStrictEqual({ outcome: 'appended', version: 2 });
      expect(await store.append('s1', 1, [])).toStrictEqual({ outcome: 'conflict', version: 2 });
      expect(await store.find('s1')).toMatchObject({ version: 2 });
    });

    it('reads any part of a log, whatever the sizes of its appends', async () => {
      const store = await open();
      let version = 2;
      for (const size of [1, 300, 2, 1_000, 256, 255, 257]) {
        await store.append('s1', version, eventsOf(version + 1, version + size));
        version += size;
      }
      for (const after of [0, 1, 2, 3, 258, 259, 303, 1_000, version - 1]) {
        expect(await store.read('s1', after)).toStrictEqual(eventsOf(after + 1, version));
        for (const limit of [1, 2, 255, 256, 257, 700]) {
          expect(await store.read('s1', after, limit)).toStrictEqual(
            eventsOf(after + 1, Math.min(version, after + limit)),
          );
        }
      }
      expect(await store.read('s1', version)).toStrictEqual([]);
      expect(await store.read('s1', version + 100)).toStrictEqual([]);
      expect(await store.read('s1', 0, Number.MAX_SAFE_INTEGER)).toHaveLength(version);
    });

    it('lets writes requested together take effect in their order', async () => {
      const store = await open();
      const results = await Promise.all([
        store.append('s1', 2, eventsOf(3, 4)),
        store.append('s1', 2, eventsOf(90, 99)),
        store.append('s1', 4, eventsOf(5, 5)),
        store.create({ id: 's2', roomCode: 'B', createdAt: 1 }, []),
        store.append('s2', 0, eventsOf(1, 1)),
        store.append('s2', 0, eventsOf(90, 90)),
        store.append('s1', 5, eventsOf(6, 7)),
      ]);
      expect(results).toStrictEqual([
        { outcome: 'appended', version: 4 },
        { outcome: 'conflict', version: 4 },
        { outcome: 'appended', version: 5 },
        'created',
        { outcome: 'appended', version: 1 },
        { outcome: 'conflict', version: 1 },
        { outcome: 'appended', version: 7 },
      ]);
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 7));
      expect(await store.read('s2', 0)).toStrictEqual(eventsOf(1, 1));
    });

    it('does not let one bad write of several requested together hurt the others', async () => {
      const store = await open();
      const settled = await Promise.allSettled([
        store.append('s1', 2, eventsOf(3, 3)),
        store.append('nobody', 0, eventsOf(1, 1)),
        store.append('s1', 3, [1n as unknown as GameEvent]),
        store.saveSnapshot('nobody', { version: 1, data: 1 }),
        store.append('s1', 3, eventsOf(4, 4)),
      ]);
      expect(settled.map(({ status }) => status)).toStrictEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'rejected',
        'fulfilled',
      ]);
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 4));
    });

    it('has every event of 20 racing writers exactly once, each writer in order', async () => {
      const store = await open();
      const appends = 8;
      const writer = async (w: number): Promise<void> => {
        let version = 0;
        for (let n = 0; n < appends; n += 1) {
          const events = [eventOf(w, `${w}/${n}/a`), eventOf(w, `${w}/${n}/b`)];
          let result = await store.append('s1', version, events);
          while (result.outcome === 'conflict') result = await store.append('s1', result.version, events);
          version = result.version;
        }
      };
      const writers = Array.from({ length: 20 }, (_, w) => w);
      await Promise.all(writers.map(writer));
      const log = await store.read('s1', 2);
      expect(log).toHaveLength(20 * appends * 2);
      for (const w of writers) {
        const mine = log.filter(({ at }) => at === w).map((event) => 'name' in event && event.name);
        expect(mine).toStrictEqual(Array.from({ length: appends }, (_, n) => [`${w}/${n}/a`, `${w}/${n}/b`]).flat());
      }
      expect(await store.find('s1')).toMatchObject({ version: log.length + 2 });
    });

    it('refuses an unknown session by name', async () => {
      const { store } = current();
      const rejections = [
        () => store.append('nobody', 0, eventsOf(1, 1)),
        () => store.append('nobody', 0, []),
        () => store.read('nobody', 0),
        () => store.saveSnapshot('nobody', { version: 1, data: {} }),
        () => store.finish('nobody', 1),
      ];
      for (const rejection of rejections) {
        const error: unknown = await rejection().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({ code: 'unknown-session' });
      }
      expect(await store.find('nobody')).toBeUndefined();
      expect(await store.findByRoomCode('NOCODE')).toBeUndefined();
      expect(await store.loadSnapshot('nobody')).toBeUndefined();
    });

    it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the number %d', async (number) => {
      const store = await open();
      const rejections = [
        () => store.append('s1', number, []),
        () => store.read('s1', number),
        () => store.read('s1', 0, number),
        () => store.saveSnapshot('s1', { version: number, data: 1 }),
        () => store.finish('s1', number),
        () => store.create({ id: 's2', roomCode: 'B', createdAt: number }, []),
        () => store.list({ state: 'running', limit: 1, before: number }),
        () => store.purge({ finishedBefore: number, abandonedBefore: 1 }),
        () => store.purge({ finishedBefore: 1, abandonedBefore: number }),
      ];
      for (const rejection of rejections) await expect(rejection()).rejects.toMatchObject({ code: 'invalid-argument' });
      expect(() => store.tail('s1', number, () => undefined)).toThrow(StoreError);
      expect(await store.find('s1')).toStrictEqual({ id: 's1', roomCode: 'A', createdAt: 1, version: 2 });
    });

    it('keeps odd and huge strings as they are', async () => {
      const store = await open();
      const names = [
        '🐰👩‍👩‍👧‍👦',
        `'"\`\\`,
        "'); drop table sessions; --",
        'line\u2028paragraph\u2029end',
        'lone high \ud83d and low \udc30',
        'NUL \u0000 and \u001f',
        'Привет, мир',
        '\ufeff\ufffe\uffff',
        '',
        '],[{}',
        'x🐰'.repeat(1_000_000),
      ];
      const events = names.map((name, index) => eventOf(index, name));
      await store.append('s1', 2, events);
      expect(await store.read('s1', 2)).toStrictEqual(events);
      expect(await store.read('s1', 6, 1)).toStrictEqual([events[4]]);
    });

    it('keeps numbers as they are', async () => {
      const store = await open();
      const numbers = [0.1 + 0.2, Number.MAX_SAFE_INTEGER, -1.5, 1e21, 5e-324, Number.MAX_VALUE];
      await store.append(
        's1',
        2,
        numbers.map((at) => ({ ...eventOf(1), at })),
      );
      expect((await store.read('s1', 2)).map(({ at }) => at)).toStrictEqual(numbers);
    });

    it('refuses what is not a JSON object', async () => {
      const store = await open();
      const cyclic: Record<string, unknown> = {};
      cyclic['self'] = cyclic;
      for (const bad of [undefined, null, 1, 'text', [], 1n, cyclic, () => 1]) {
        const events = [eventOf(3), bad as GameEvent];
        await expect(store.append('s1', 2, events)).rejects.toMatchObject({ code: 'not-json' });
        await expect(store.create({ id: 's2', roomCode: 'B', createdAt: 1 }, events)).rejects.toMatchObject({
          code: 'not-json',
        });
      }
      expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 2));
      expect(await store.find('s2')).toBeUndefined();
    });

    it('takes as many events as it promises and not one more', async () => {
      const store = await open();
      const most = Array.from({ length: storeLimits.appendEvents }, () => eventOf(1));
      await expect(store.append('s1', 2, [...most, eventOf(1)])).rejects.toMatchObject({ code: 'append-too-large' });
      const version = 2 + most.length;
      expect(await store.append('s1', 2, most)).toStrictEqual({ outcome: 'appended', version });
      expect(await store.read('s1', version - 1)).toStrictEqual([eventOf(1)]);
      expect(await store.find('s1')).toMatchObject({ version });
    });

    it('refuses too many bytes, counted as UTF-8, and remains usable', async () => {
      const store = await open();
      const half = eventOf(3, 'я'.repeat(storeLimits.appendBytes / 4));
      await expect(store.append('s1', 2, [half, half])).rejects.toMatchObject({ code: 'append-too-large' });
      expect(await store.append('s1', 2, [half])).toMatchObject({ outcome: 'appended' });
      expect(await store.read('s1', 2)).toStrictEqual([half]);
    });

    it('copies on the way in and out', async () => {
      const store = await open();
      const given = { ...eventOf(3) };
      const appended = store.append('s1', 2, [given]);
      given.at = 99;
      await appended;
      given.at = 100;
      const [read] = await store.read('s1', 2);
      expect(read).toStrictEqual(eventOf(3));
      if (read) read.at = 101;
      expect(await store.read('s1', 2)).toStrictEqual([eventOf(3)]);

      const record = await store.find('s1');
      if (record) record.version = 77;
      expect(await store.find('s1')).toMatchObject({ version: 3 });
    });
  });
}
