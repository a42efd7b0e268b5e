import { setTimeout as delay } from 'node:timers/promises';
import { randomInt, type GameEvent } from '@ack-attack/engine';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventOf, eventsOf } from '../../store/test/sample-events.ts';
import { startRedis, type RedisProcess } from '../../../tests/wire/redis-process.ts';
import { openRedisStore, readRedisAddress, type RedisStore, type RedisStoreOptions } from '../src/index.ts';
import { openReplyGate, type ReplyGate } from './reply-gate.ts';

/** Enough on a machine that does much else. */
const patience = { timeout: 60_000 };

let redis: RedisProcess;
let gate: ReplyGate;
let stores: RedisStore[] = [];
let nodes = 0;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.remove());
beforeEach(async () => {
  await redis.start();
  await redis.command('FLUSHALL');
  gate = await openReplyGate(redis.port);
});
afterEach(async () => {
  redis.signal('SIGCONT');
  for (const store of stores) await store.close();
  stores = [];
  await gate.close();
});

function open(port: number, options: Partial<RedisStoreOptions> = {}): RedisStore {
  const address = readRedisAddress(`redis://127.0.0.1:${port}`)!;
  const store = openRedisStore({ address, node: `node-${++nodes}`, ...options });
  stores.push(store);
  return store;
}

function nameOf(event: GameEvent | undefined): string {
  return event && 'name' in event ? event.name : '';
}

describe('a lost answer', () => {
  it('leads to no second append and no second session', async () => {
    const store = open(gate.port);
    const other = open(redis.port);
    // The functions are there from now on: the first answer that gets lost is that of a write.
    await other.create({ id: 's0', roomCode: 'Z', createdAt: 1 }, []);
    gate.mode = 'swallow';
    const created = store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 2));
    await vi.waitFor(() => expect(gate.swallowed).toBeGreaterThan(0), patience);
    gate.mode = 'shut';
    expect(await other.find('s1')).toMatchObject({ version: 2 });
    gate.mode = 'open';
    expect(await created).toBe('created');
    expect(await other.read('s1', 0)).toStrictEqual(eventsOf(1, 2));

    const before = gate.swallowed;
    gate.mode = 'swallow';
    const appended = store.append('s1', 2, eventsOf(3, 700));
    await vi.waitFor(() => expect(gate.swallowed).toBeGreaterThan(before), patience);
    // Somebody else goes on before the append is tried again.
    gate.mode = 'shut';
    await vi.waitFor(
      async () => expect(await other.append('s1', 700, eventsOf(701, 702))).toMatchObject({ version: 702 }),
      patience,
    );
    gate.mode = 'open';
    expect(await appended).toStrictEqual({ outcome: 'appended', version: 700 });
    expect(await store.read('s1', 0)).toStrictEqual(eventsOf(1, 702));
  });
});

describe('Redis away', () => {
  it('is reported within the bound, loses nothing acknowledged and heals', async () => {
    const store = open(redis.port, { waitMs: 3_000 });
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 1));
    const tailed: GameEvent[] = [];
    store.tail('s1', 0, (events) => void tailed.push(...events));
    await redis.kill9();
    const refused = await Promise.allSettled([
      store.append('s1', 1, eventsOf(2, 2)),
      store.read('s1', 0),
      store.create({ id: 's2', roomCode: 'B', createdAt: 1 }, []),
      store.beat(),
    ]);
    for (const { status, ...rest } of refused) {
      expect(status).toBe('rejected');
      expect(rest).toMatchObject({ reason: { name: 'StoreError', code: 'away' } });
    }
    await redis.start();
    expect(await store.append('s1', 1, eventsOf(2, 2))).toStrictEqual({ outcome: 'appended', version: 2 });
    await open(redis.port).append('s1', 2, eventsOf(3, 3));
    await vi.waitFor(() => expect(tailed).toStrictEqual(eventsOf(1, 3)), { timeout: 60_000 });
  });

  it('waits for a Redis that comes back in time', async () => {
    const store = open(redis.port, { waitMs: 20_000 });
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, []);
    await redis.kill9();
    const waiting = store.append('s1', 0, eventsOf(1, 3));
    await redis.start();
    expect(await waiting).toStrictEqual({ outcome: 'appended', version: 3 });
  });

  it('is noticed where the connection stands and nothing comes', async () => {
    const store = open(redis.port, { waitMs: 3_000 });
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, []);
    redis.signal('SIGSTOP');
    const writes = [store.append('s1', 0, eventsOf(1, 1)), store.append('s1', 0, eventsOf(1, 1))];
    for (const write of await Promise.allSettled(writes)) expect(write).toMatchObject({ reason: { code: 'away' } });
    redis.signal('SIGCONT');
    // Whether one of them was done after all is for the log to say.
    await vi.waitFor(async () => expect((await store.read('s1', 0)).length).toBeLessThanOrEqual(1), {
      timeout: 60_000,
    });
    const { length } = await store.read('s1', 0);
    expect(await store.append('s1', length, eventsOf(9, 9))).toMatchObject({
      outcome: 'appended',
      version: length + 1,
    });
  });
});

const seed = 20_265;
it(`keeps everything acknowledged through kills of Redis, each append once (seed ${seed})`, async () => {
  const writers = ['w0', 'w1', 'w2'];
  const sessions = ['s1', 's2'];
  const first = open(redis.port);
  for (const id of sessions) await first.create({ id, roomCode: id, createdAt: 1 }, []);
  const acknowledged: { id: string; name: string; version: number }[] = [];
  let running = true;
  const work = writers.flatMap((writer) =>
    sessions.map(async (id) => {
      const store = open(redis.port, { waitMs: 20_000 });
      for (let n = 0, version = 0; running; n++) {
        const name = `${writer}/${id}/${n}`;
        const events = Array.from({ length: 1 + (n % 3) }, () => eventOf(n, name));
        let result = await store.append(id, version, events);
        while (result.outcome === 'conflict') result = await store.append(id, result.version, events);
        version = result.version;
        acknowledged.push({ id, name, version });
      }
    }),
  );
  for (let kill = 0; kill < 5; kill++) {
    const enough = acknowledged.length + 100 + randomInt(0, 300, seed, kill);
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(enough), { timeout: 60_000, interval: 1 });
    await redis.kill9();
    await delay(randomInt(0, 300, seed, 'away', kill));
    await redis.start();
  }
  running = false;
  await Promise.all(work);
  for (const id of sessions) {
    const log = await first.read(id, 0);
    for (const { name, version } of acknowledged.filter((append) => append.id === id)) {
      expect(nameOf(log[version - 1])).toBe(name);
    }
    const counts = new Map<string, number>();
    for (const event of log) counts.set(nameOf(event), (counts.get(nameOf(event)) ?? 0) + 1);
    for (const [name, count] of counts) expect([name, count]).toEqual([name, 1 + (Number(name.split('/')[2]) % 3)]);
    expect(counts.size).toBe(acknowledged.filter((append) => append.id === id).length);
  }
  expect(acknowledged.length).toBeGreaterThan(500);
});

it('notices a Redis that came back as an older copy, and does not mix the two histories', async () => {
  const store = open(redis.port);
  await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 4));
  await store.append('s1', 4, eventsOf(5, 8));
  const dump = async () => {
    const { log, meta } = { log: '*:log', meta: '*:meta' };
    const keys = await Promise.all([log, meta].map((pattern) => redis.command<string[]>('KEYS', pattern)));
    return keys.flat();
  };
  // What a replica that had not got the last append holds, on which somebody else went on.
  const [log, meta] = await dump();
  await redis.command('XDEL', log!, '8-0');
  await redis.command('HSET', meta!, 'version', '4', 'batch', 'node-x:1');
  const other = open(redis.port);
  expect(await store.append('s1', 8, eventsOf(9, 9)).catch((error: unknown) => error)).toMatchObject({
    code: 'log-rewritten',
  });
  expect(await other.append('s1', 4, eventsOf(50, 54))).toMatchObject({ outcome: 'appended', version: 9 });
  // Asked again it has forgotten what is no more, and reads what is.
  expect(await store.read('s1', 4)).toStrictEqual(eventsOf(50, 54));
});

it('waits for replicas where it is configured to', async () => {
  const replica = await startRedis(['--replicaof', '127.0.0.1', String(redis.port)]);
  try {
    await vi.waitFor(async () => expect(await redis.command('INFO', 'replication')).toContain('state=online'), {
      timeout: 60_000,
    });
    const store = open(redis.port, { replicas: 1, waitMs: 3_000 });
    await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 2));
    const [log] = await replica.command<string[]>('KEYS', '*:log');
    expect(await replica.command('XLEN', log!)).toBe(1);
    replica.signal('SIGSTOP');
    await expect(store.append('s1', 2, eventsOf(3, 3))).rejects.toMatchObject({ code: 'away' });
    replica.signal('SIGCONT');
    // It was written, so whoever decides again meets a conflict.
    expect(await store.append('s1', 2, eventsOf(3, 3))).toStrictEqual({ outcome: 'conflict', version: 3 });
  } finally {
    replica.signal('SIGCONT');
    await replica.remove();
  }
});
