import { describeStoreContract } from '@ack-attack/store/contract';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startCluster, type RedisProcess } from '../../../tests/wire/redis-process.ts';
import { eventsOf } from '../../store/test/sample-events.ts';
import { openRedisStore, readRedisAddress } from '../src/index.ts';

let cluster: readonly RedisProcess[] = [];
let stores = 0;

beforeAll(async () => {
  cluster = await startCluster(3);
}, 120_000);

afterAll(async () => {
  for (const node of cluster) await node.remove();
});

const open = () => {
  const [first, second] = cluster;
  const address = readRedisAddress(`redis+cluster://127.0.0.1:${first!.port},127.0.0.1:${second!.port}`)!;
  return openRedisStore({ address, node: `test-${++stores}`, waitMs: 10_000 });
};

describeStoreContract('a Redis Cluster', true, async () => {
  for (const node of cluster) await node.command('FLUSHALL');
  let store = open();
  return {
    store,
    reopen: async () => {
      await store.close();
      return (store = open());
    },
    close: () => store.close(),
  };
});

it('spreads sessions over the masters, keeps each in one slot, and mends itself when a master was away', async () => {
  for (const node of cluster) await node.command('FLUSHALL');
  const [store, other] = [open(), open()];
  const ids = Array.from({ length: 30 }, (_, n) => `session-${n}`);
  for (const id of ids) {
    expect(await store.create({ id, roomCode: `ROOM-${id}`, createdAt: 1 }, eventsOf(1, 2))).toBe('created');
    await store.saveSnapshot(id, { version: 2, data: id });
  }
  const keys = await Promise.all(cluster.map((node) => node.command<string[]>('KEYS', '*session:*')));
  for (const held of keys) {
    expect(held.length).toBeGreaterThan(0);
    const sessions = new Set(held.map((key) => key.replace(/:[a-z]+$/, '')));
    expect(held).toHaveLength(3 * sessions.size);
  }
  const versions = new Map<string, number>();
  for (const id of ids) other.tail(id, 2, (_, version) => void versions.set(id, version));
  for (const id of ids) await store.append(id, 2, eventsOf(3, 3));
  const all = (version: number) => ids.map((id) => [id, version]);
  await vi.waitFor(() => expect([...versions].sort()).toEqual(all(3).sort()), { timeout: 10_000 });

  await cluster[1]!.kill9();
  const waiting = Promise.all(ids.map((id) => store.append(id, 3, eventsOf(4, 4))));
  await cluster[1]!.start();
  expect(await waiting).toStrictEqual(ids.map(() => ({ outcome: 'appended', version: 4 })));
  await vi.waitFor(() => expect([...versions].sort()).toEqual(all(4).sort()), { timeout: 10_000 });
  await store.close();
  await other.close();
}, 60_000);
