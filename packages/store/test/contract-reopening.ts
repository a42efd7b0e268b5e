import { describe, expect, it } from 'vitest';
import { StoreError } from '../src/index.ts';
import type { Current } from './contract.ts';
import { eventsOf } from './sample-events.ts';

export function describeReopening(current: Current, lasting: boolean): void {
  const reopened = () => current().reopen?.() ?? Promise.reject(new Error('a lasting store can be opened again'));

  describe('closing', () => {
    const keeps = async () => {
      const { store } = current();
      await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 2));
      await store.create({ id: 's2', roomCode: 'B', createdAt: 2 }, []);
      await store.append('s1', 2, eventsOf(3, 400));
      await store.saveSnapshot('s1', { version: 400, data: { of: 400 } });
      await store.finish('s2', 9);

      const again = await reopened();
      expect(await again.findByRoomCode('A')).toStrictEqual({ id: 's1', roomCode: 'A', createdAt: 1, version: 400 });
      expect(await again.find('s2')).toStrictEqual({
        id: 's2',
        roomCode: 'B',
        createdAt: 2,
        finishedAt: 9,
        version: 0,
      });
      expect(await again.read('s1', 0)).toStrictEqual(eventsOf(1, 400));
      expect(await again.loadSnapshot('s1')).toStrictEqual({ version: 400, data: { of: 400 } });
      expect(await again.append('s1', 2, eventsOf(3, 3))).toStrictEqual({ outcome: 'conflict', version: 400 });
      expect(await again.append('s1', 400, eventsOf(401, 401))).toStrictEqual({ outcome: 'appended', version: 401 });
    };
    if (lasting) it('keeps everything for those who open it again', keeps);

    it('waits for the writes requested before it', async () => {
      const { store } = current();
      await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, []);
      const writes = [store.append('s1', 0, eventsOf(1, 3)), store.append('s1', 3, eventsOf(4, 4))];
      await store.close();
      expect(await Promise.all(writes)).toStrictEqual([
        { outcome: 'appended', version: 3 },
        { outcome: 'appended', version: 4 },
      ]);
      if (lasting) expect(await (await reopened()).read('s1', 0)).toStrictEqual(eventsOf(1, 4));
    });

    it('refuses everything afterwards but to be closed again', async () => {
      const { store } = current();
      await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 1));
      await store.close();
      await store.close();
      const rejections = [
        () => store.create({ id: 's2', roomCode: 'B', createdAt: 1 }, []),
        () => store.append('s1', 1, []),
        () => store.read('s1', 0),
        () => store.saveSnapshot('s1', { version: 1, data: 1 }),
        () => store.loadSnapshot('s1'),
        () => store.find('s1'),
        () => store.findByRoomCode('A'),
        () => store.finish('s1', 1),
        () => store.list({ state: 'running', limit: 1 }),
        () => store.delete('s1'),
        () => store.purge({ finishedBefore: 1, abandonedBefore: 1 }),
      ];
      for (const rejection of rejections) await expect(rejection()).rejects.toMatchObject({ code: 'closed' });
      expect(() => store.tail('s1', 0, () => undefined)).toThrow(StoreError);
    });

    it('ends the tails', async () => {
      const { store } = current();
      await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 5));
      let closed = false;
      let callsAfterClose = 0;
      store.tail('s1', 0, () => {
        if (closed) callsAfterClose += 1;
      });
      await store.close();
      closed = true;
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      expect(callsAfterClose).toBe(0);
    });
  });
}
