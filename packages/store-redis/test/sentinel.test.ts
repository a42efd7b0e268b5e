import { afterEach, expect, it, vi } from 'vitest';
import { startRedis, startSentinel, type RedisProcess } from '../../../tests/wire/redis-process.ts';
import { eventsOf } from '../../store/test/sample-events.ts';
import { openRedisStore, readRedisAddress, type RedisStore } from '../src/index.ts';

let processes: RedisProcess[] = [];
let stores: RedisStore[] = [];

afterEach(async () => {
  for (const store of stores) await store.close();
  for (const each of processes.reverse()) await each.remove();
  [stores, processes] = [[], []];
});

it('follows the master that Sentinels choose, and loses nothing that a replica had to have', async () => {
  const master = await startRedis();
  const replica = await startRedis(['--replicaof', '127.0.0.1', String(master.port)]);
  processes = [master, replica];
  await vi.waitFor(async () => expect(await master.command('INFO', 'replication')).toContain('state=online'), {
    timeout: 60_000,
  });
  for (let n = 0; n < 3; n++) processes.push(await startSentinel('games', master.port, 2));
  const sentinels = processes.slice(2);
  await vi.waitFor(
    async () => {
      for (const sentinel of sentinels) {
        expect(await sentinel.command('SENTINEL', 'CKQUORUM', 'games')).toContain('OK 3');
        expect(await sentinel.command<unknown[]>('SENTINEL', 'REPLICAS', 'games')).toHaveLength(1);
      }
    },
    { timeout: 60_000, interval: 100 },
  );
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const address = readRedisAddress(`redis+sentinel://${hosts}/games`)!;
  const open = (node: string, replicas: number) => {
    const store = openRedisStore({ address, node, replicas, waitMs: 30_000 });
    stores.push(store);
    return store;
  };
  const [store, other] = [open('one', 1), open('two', 0)];
  await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 2));
  const versions: number[] = [];
  other.tail('s1', 2, (_, version) => void versions.push(version));
  for (let version = 2; version < 50; version++) await store.append('s1', version, eventsOf(version + 1, version + 1));

  await master.kill9();
  // The replica has no replica of its own, so nobody may ask for one now.
  const next = await other.append('s1', 50, eventsOf(51, 52));
  expect(next).toStrictEqual({ outcome: 'appended', version: 52 });
  expect(await replica.command<unknown[]>('ROLE')).toEqual(expect.arrayContaining(['master']));
  expect(await other.read('s1', 0)).toStrictEqual(eventsOf(1, 52));
  await vi.waitFor(() => expect(versions.at(-1)).toBe(52), { timeout: 60_000 });

  // The old master returns as a replica, and what asks for one is content again.
  await master.start();
  expect(await store.append('s1', 52, eventsOf(53, 53))).toMatchObject({ outcome: 'appended', version: 53 });
  await vi.waitFor(() => expect(versions.at(-1)).toBe(53), { timeout: 60_000 });
});
