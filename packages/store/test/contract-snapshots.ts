import { describe, expect, it } from 'vitest';
import { storeLimits } from '../src/index.ts';
import type { Current } from './contract.ts';
import { eventsOf } from './sample-events.ts';

export function describeSnapshots(current: Current): void {
  describe('snapshots', () => {
    const open = async () => {
      const { store } = current();
      await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 9));
      return store;
    };

    it('keeps the newest only and never goes back', async () => {
      const store = await open();
      expect(await store.loadSnapshot('s1')).toBeUndefined();
      await store.saveSnapshot('s1', { version: 0, data: 'empty' });
      expect(await store.loadSnapshot('s1')).toStrictEqual({ version: 0, data: 'empty' });
      await store.saveSnapshot('s1', { version: 5, data: { of: 5 } });
      await store.saveSnapshot('s1', { version: 4, data: { of: 4 } });
      expect(await store.loadSnapshot('s1')).toStrictEqual({ version: 5, data: { of: 5 } });
      await store.saveSnapshot('s1', { version: 5, data: { of: 'five again' } });
      expect(await store.loadSnapshot('s1')).toStrictEqual({ version: 5, data: { of: 'five again' } });
    });

    it('keeps the newest of many saved at once, in any order', async () => {
      const store = await open();
      await Promise.all([3, 9, 1, 7, 2, 8].map((version) => store.saveSnapshot('s1', { version, data: { version } })));
      expect(await store.loadSnapshot('s1')).toStrictEqual({ version: 9, data: { version: 9 } });
    });

    it('keeps any JSON as it is, in copies', async () => {
      const store = await open();
      for (const data of [null, 0, '', false, [], { a: [{ '🐰 \ud800 \u2028"': '\u0000' }], n: 0.1 + 0.2 }]) {
        await store.saveSnapshot('s1', { version: 1, data });
        expect(await store.loadSnapshot('s1')).toStrictEqual({ version: 1, data });
      }
      const data = { list: [1] };
      const saved = store.saveSnapshot('s1', { version: 2, data });
      data.list.push(2);
      await saved;
      const loaded = await store.loadSnapshot('s1');
      (loaded?.data as typeof data).list.push(3);
      expect(await store.loadSnapshot('s1')).toStrictEqual({ version: 2, data: { list: [1] } });
    });

    it('refuses what is not JSON or too large, and keeps what it had', async () => {
      const store = await open();
      await store.saveSnapshot('s1', { version: 1, data: 'kept' });
      for (const data of [undefined, 1n, () => 1]) {
        await expect(store.saveSnapshot('s1', { version: 2, data })).rejects.toMatchObject({ code: 'not-json' });
      }
      const data = 'я'.repeat(storeLimits.snapshotBytes / 2);
      await expect(store.saveSnapshot('s1', { version: 2, data })).rejects.toMatchObject({
        code: 'snapshot-too-large',
      });
      expect(await store.loadSnapshot('s1')).toStrictEqual({ version: 1, data: 'kept' });
    });

    it('keeps one for each session', async () => {
      const store = await open();
      await store.create({ id: 's2', roomCode: 'B', createdAt: 1 }, []);
      await store.saveSnapshot('s1', { version: 9, data: 'one' });
      await store.saveSnapshot('s2', { version: 0, data: 'two' });
      expect(await store.loadSnapshot('s1')).toStrictEqual({ version: 9, data: 'one' });
      expect(await store.loadSnapshot('s2')).toStrictEqual({ version: 0, data: 'two' });
    });
  });
}
