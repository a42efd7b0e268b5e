import { describeStoreContract } from '@ack-attack/store/contract';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addReplica, startCluster, type RedisProcess } from '../../../tests/wire/redis-process.ts';
import { eventsOf } from '../../store/test/sample-events.ts';
import { openRedisStore, readRedisAddress, type RedisStore } from '../src/index.ts';
import { sessionKeys } from '../src/keys.ts';

let cluster: readonly RedisProcess[] = [];
let stores = 0;

beforeAll(async () => {
  cluster = await startCluster(3);
});

afterAll(async () => {
  for (const node of cluster) await node.remove();
});

const open = (replicas = 0) => {
  const [first, second] = cluster;
  const address = readRedisAddress(`redis+cluster://127.0.0.1:${first!.port},127.0.0.1:${second!.port}`)!;
  return openRedisStore({ address, node: `test-${++stores}`, waitMs: 20_000, replicas });
};

/** A session of the third master. */
async function sessionOfThird(store: RedisStore): Promise<string> {
  for (let n = 0; ; n++) {
    const id = `session-${n}`;
    await store.create({ id, roomCode: `ROOM-${id}`, createdAt: 1 }, eventsOf(1, 1));
    if ((await cluster[2]!.command<string[]>('KEYS', sessionKeys(id).meta)).length > 0) return id;
  }
}

/** Appends one event after another until it is told to end. */
function keepAppending(store: RedisStore, id: string) {
  const work = { appended: 1, running: true, ended: Promise.resolve() };
  const run = async () => {
    while (work.running) {
      const next = work.appended + 1;
      expect(await store.append(id, work.appended, eventsOf(next, next))).toMatchObject({ outcome: 'appended' });
      work.appended = next;
    }
  };
  work.ended = run();
  return work;
}

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
  await vi.waitFor(() => expect([...versions].sort()).toEqual(all(3).sort()), { timeout: 60_000 });

  await cluster[1]!.kill9();
  const waiting = Promise.all(ids.map((id) => store.append(id, 3, eventsOf(4, 4))));
  await cluster[1]!.start();
  expect(await waiting).toStrictEqual(ids.map(() => ({ outcome: 'appended', version: 4 })));
  await vi.waitFor(() => expect([...versions].sort()).toEqual(all(4).sort()), { timeout: 60_000 });
  await store.close();
  await other.close();
});

it('loses nothing that a replica had to have while masters change places and die', async () => {
  for (const node of cluster) await node.command('FLUSHALL');
  const old = cluster[2]!;
  const replica = await addReplica(cluster, old);
  const [store, other] = [open(1), open()];
  const isMaster = async (node: RedisProcess) => (await node.command<string[]>('ROLE'))[0] === 'master';
  try {
    const id = await sessionOfThird(other);
    const work = keepAppending(store, id);
    let seen = 0;
    other.tail(id, 0, (_, version) => (seen = version));
    const goesOn = async () => {
      const before = work.appended;
      await Promise.race([
        work.ended,
        vi.waitFor(() => expect(seen).toBeGreaterThan(before + 20), { timeout: 60_000 }),
      ]);
    };
    await goesOn();
    await replica.command('CLUSTER', 'FAILOVER');
    await vi.waitFor(async () => expect(await isMaster(replica)).toBe(true), { timeout: 60_000 });
    await goesOn();
    await replica.kill9();
    await vi.waitFor(async () => expect(await isMaster(old)).toBe(true), { timeout: 60_000, interval: 100 });
    // Whoever asks for a replica waits for one.
    await replica.start();
    await goesOn();
    work.running = false;
    await work.ended;
    expect(await other.read(id, 0)).toStrictEqual(eventsOf(1, work.appended));
  } finally {
    await store.close();
    await other.close();
    await replica.remove();
  }
});

it('follows a session whose slot moves to another master, though that one has no functions yet', async () => {
  for (const node of cluster) await node.command('FLUSHALL');
  const [target, , source] = cluster as [RedisProcess, RedisProcess, RedisProcess];
  const [store, other] = [open(), open()];
  const id = await sessionOfThird(store);
  const { meta } = sessionKeys(id);
  const [from, to] = [await source.command<string>('CLUSTER', 'MYID'), await target.command<string>('CLUSTER', 'MYID')];
  const slot = String(await source.command<number>('CLUSTER', 'KEYSLOT', meta));
  const keys = await source.command<string[]>('CLUSTER', 'GETKEYSINSLOT', slot, '100');
  expect(keys.length).toBeGreaterThan(1);
  let seen = 0;
  other.tail(id, 0, (_, version) => (seen = version));
  const work = keepAppending(store, id);
  await vi.waitFor(() => expect(seen).toBeGreaterThan(20), { timeout: 60_000 });

  await target.command('FUNCTION', 'FLUSH');
  await target.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from);
  await source.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to);
  for (const key of keys) {
    await source.command('MIGRATE', '127.0.0.1', String(target.port), key, '0', '5000');
  }
  for (const node of [target, source]) await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', to);
  const moved = work.appended;
  await Promise.race([work.ended, vi.waitFor(() => expect(seen).toBeGreaterThan(moved + 20), { timeout: 60_000 })]);
  work.running = false;
  await work.ended;
  expect(await other.read(id, 0)).toStrictEqual(eventsOf(1, work.appended));
  expect(await target.command<string[]>('KEYS', meta)).toEqual([meta]);
  await store.close();
  await other.close();
});
