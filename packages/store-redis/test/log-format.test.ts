import { logFormat, type StoreError } from '@ack-attack/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRedisStore, readRedisAddress, type RedisStore } from '../src/index.ts';
import { sessionKeys } from '../src/keys.ts';
import { startRedis, type RedisProcess } from '../../../tests/wire/redis-process.ts';

let redis: RedisProcess;
let store: RedisStore;
const tailErrors: unknown[] = [];
const newer = String(logFormat + 1);
const event = { type: 'sessionFinished', at: 1 } as const;
const refusal = {
  code: 'newer-file',
  message: `session s1 has a log of format ${newer}, this program knows up to ${logFormat}: use a newer version`,
};

beforeAll(async () => {
  redis = await startRedis();
  store = openRedisStore({
    address: readRedisAddress(redis.url)!,
    node: 'test',
    waitMs: 20_000,
    onTailError: (error) => tailErrors.push(error),
  });
  for (const [id, roomCode] of [
    ['s1', 'AAAAAA'],
    ['s2', 'BBBBBB'],
    ['s3', 'CCCCCC'],
  ] as const) {
    await store.create({ id, roomCode, createdAt: 1 }, [event]);
  }
});

afterAll(async () => {
  await store.close();
  await redis.remove();
});

test('a log that a newer version has written is neither read nor written to, with a sentence on what to do', async () => {
  const { meta, log } = sessionKeys('s1');
  await redis.command('HSET', meta, 'format', newer);
  await expect(store.find('s1')).rejects.toMatchObject(refusal);
  await expect(store.append('s1', 1, [event])).rejects.toMatchObject(refusal);
  expect(await redis.command<number>('XLEN', log)).toBe(1);

  // The others are served.
  expect(await store.append('s2', 1, [event])).toEqual({ outcome: 'appended', version: 2 });
  expect(await store.read('s2', 0)).toEqual([event, event]);
  // It may still be listed and deleted.
  expect((await store.list({ state: 'running', limit: 10 })).map(({ id }) => id).sort()).toEqual(['s1', 's2', 's3']);
});

test('who follows a log hears of no events that another server has written in a newer format', async () => {
  const heard: number[] = [];
  const unsubscribe = store.tail('s3', 0, (_events, version) => heard.push(version));
  await expect.poll(() => heard).toEqual([1]);
  const { log } = sessionKeys('s3');
  await redis.command('XADD', log, '2-0', 'b', 'other:1', 'p', 'test:3', 'f', newer, 'e', '{"type":"unheardOf"}');
  await expect.poll(() => tailErrors.map((error) => (error as StoreError).code)).toEqual(['newer-file']);
  await expect(store.read('s3', 1)).rejects.toMatchObject({ code: 'newer-file' });
  expect(heard).toEqual([1]);
  unsubscribe();
});

test('a log from before formats were written down is read and goes on', async () => {
  const { meta, log } = sessionKeys('s2');
  await redis.command('HDEL', meta, 'format');
  const batch = await redis.command<string>('HGET', meta, 'batch');
  await redis.command('XADD', log, '3-0', 'b', 'old:1', 'p', batch, 'e', JSON.stringify(event));
  await redis.command('HSET', meta, 'version', '3', 'batch', 'old:1');
  expect(await store.read('s2', 0)).toHaveLength(3);
  expect(await store.append('s2', 3, [event])).toEqual({ outcome: 'appended', version: 4 });
});
