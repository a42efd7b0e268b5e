import { openRedisStore, readRedisAddress, type RedisStore } from '@ack-attack/store-redis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { nodesKey } from '../../../packages/store-redis/src/keys.ts';
import { startRedis, type RedisProcess } from '../../../tests/wire/redis-process.ts';
import { RedisPeers } from '../src/storage/redis-peers.ts';

let redis: RedisProcess;
let servers: { store: RedisStore; peers: RedisPeers }[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.remove());
beforeEach(async () => {
  await redis.start();
  await redis.command('FLUSHALL');
});
afterEach(async () => {
  for (const { store, peers } of servers) {
    peers.close();
    await store.close();
  }
  servers = [];
});

/** A server's view of the others; its steady clock and its beats come only when they are told to. */
async function server(name: string, waitMs = 10_000) {
  const store = openRedisStore({ address: readRedisAddress(redis.url)!, node: name, waitMs });
  const reports: unknown[] = [];
  let now = 0;
  let due: (() => void) | undefined;
  const peers = new RedisPeers({
    store,
    self: name,
    schedule: (run) => {
      due = run;
      return () => (due = undefined);
    },
    report: (error) => reports.push(error),
    steadyNow: () => now,
  });
  servers.push({ store, peers });
  await peers.start();
  return {
    store,
    peers,
    reports,
    pass: (ms: number) => (now += ms),
    async beat() {
      const run = due;
      due = undefined;
      run?.();
      await vi.waitFor(() => expect(due).toBeDefined(), { timeout: 60_000 });
    },
  };
}

type Server = Awaited<ReturnType<typeof server>>;

/** Lets the time pass in which the others have to be heard of before their silence means anything. */
async function becomeSure(...all: Server[]): Promise<void> {
  for (let half = 0; half < 2; half++) {
    for (const each of all) each.pass(6_000);
    for (const each of all) await each.beat();
  }
}

async function redisNow(): Promise<number> {
  const [seconds, micros] = await redis.command<[string, string]>('TIME');
  return Number(seconds) * 1_000 + Number(micros) / 1_000;
}

test('servers find each other, and one that says goodbye is gone at once', async () => {
  const one = await server('one');
  await becomeSure(one);
  expect(one.peers.alone).toBe(true);
  const two = await server('two');
  await becomeSure(one, two);
  for (const { peers } of [one, two]) {
    expect(peers.alone).toBe(false);
    expect(['one', 'two', 'three'].map((name) => peers.isAlive(name))).toEqual([true, true, false]);
  }
  two.peers.close();
  await two.store.close();
  await one.beat();
  expect(one.peers.isAlive('two')).toBe(false);
  expect(one.peers.alone).toBe(true);
});

test('a server that has just started declares none dead before their heartbeats had time to arrive', async () => {
  const one = await server('one');
  expect(one.peers.isAlive('anybody')).toBe(true);
  expect(one.peers.alone).toBe(false);
  await becomeSure(one);
  expect(one.peers.isAlive('anybody')).toBe(false);
});

test('a server that died without a goodbye counts as alive for 12 s, and is forgotten then', async () => {
  const one = await server('one');
  await becomeSure(one);
  const now = await redisNow();
  await redis.command('ZADD', nodesKey, String(now - 9_000), 'late', String(now - 12_001), 'dead');
  await one.beat();
  expect(['late', 'dead'].map((name) => one.peers.isAlive(name))).toEqual([true, false]);
  expect(await redis.command('ZRANGE', nodesKey, '0', '-1')).toEqual(['late', 'one']);
});

test('while Redis is away no server is declared dead, nor before the others had time to come back', async () => {
  const [one, two] = [await server('one', 2_000), await server('two')];
  await becomeSure(one, two);
  await one.beat();
  await redis.kill9();
  one.pass(3_000);
  await one.beat();
  expect(one.reports).toMatchObject([{ code: 'away' }]);
  // What it heard last is not old yet.
  expect(['two', 'three'].map((name) => one.peers.isAlive(name))).toEqual([true, false]);
  one.pass(7_001);
  await one.beat();
  expect(one.peers.isAlive('three')).toBe(true);
  expect(one.peers.alone).toBe(false);

  await redis.start();
  await one.beat();
  expect(one.reports).toHaveLength(2);
  expect(one.peers.isAlive('three')).toBe(true);
  await becomeSure(one);
  expect(['two', 'three'].map((name) => one.peers.isAlive(name))).toEqual([true, false]);
});

test('two servers under one name are one, which is still there when either has gone', async () => {
  const [one, other, third] = [await server('twin'), await server('twin'), await server('third')];
  await becomeSure(one, other, third);
  expect(await redis.command('ZCARD', nodesKey)).toBe(2);
  other.peers.close();
  await other.store.close();
  await one.beat();
  await third.beat();
  expect(third.peers.isAlive('twin')).toBe(true);
});

test('entries that no server wrote do no harm, and none is alive for long', async () => {
  const one = await server('one');
  await becomeSure(one);
  const now = await redisNow();
  const odd = ['', 'a/b {c}\n', 'x'.repeat(10_000)];
  await redis.command('ZADD', nodesKey, ...odd.flatMap((name) => [String(now), name]));
  await redis.command('ZADD', nodesKey, String(now + 3_600_000), 'of-later', '+inf', 'for-ever', '-inf', 'of-old');
  await one.beat();
  for (const name of [...odd, 'of-later', 'for-ever']) expect(one.peers.isAlive(name)).toBe(true);
  expect(one.peers.isAlive('of-old')).toBe(false);
  expect(one.reports).toEqual([]);
  // Whoever was heard of later than now is written down as heard of now, and runs out like everybody else.
  const scores = await redis.command<string[]>('ZRANGE', nodesKey, '0', '-1', 'WITHSCORES');
  const after = await redisNow();
  for (const score of scores.filter((_, at) => at % 2 === 1)) expect(Number(score)).toBeLessThanOrEqual(after);
});

test('a key of another kind is reported, and the server is known again once it is gone', async () => {
  const one = await server('one');
  await becomeSure(one);
  await redis.command('SET', nodesKey, 'not a set');
  await one.beat();
  expect(one.reports).toMatchObject([{ code: 'failed' }]);
  await redis.command('DEL', nodesKey);
  await one.beat();
  expect(await redis.command('ZRANGE', nodesKey, '0', '-1')).toEqual(['one']);
});

test('all go by the clock of Redis, carried on by one that nobody can set', async () => {
  const before = Math.floor(await redisNow());
  const { peers, pass } = await server('one');
  const at = peers.now();
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(await redisNow());
  vi.spyOn(Date, 'now').mockReturnValue(0);
  try {
    pass(5_000);
    expect(peers.now()).toBe(at + 5_000);
  } finally {
    vi.restoreAllMocks();
  }
});
