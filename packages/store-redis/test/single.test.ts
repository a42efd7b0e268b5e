import { describeStoreContract } from '@ack-attack/store/contract';
import { afterAll, beforeAll } from 'vitest';
import { openRedisStore, readRedisAddress } from '../src/index.ts';
import { startRedis, type RedisProcess } from '../../../tests/wire/redis-process.ts';

let redis: RedisProcess;
let stores = 0;

beforeAll(async () => {
  // Every test starts from nothing, which a sync for each write would only slow down.
  redis = await startRedis(['--appendfsync', 'no']);
});

afterAll(() => redis.remove());

describeStoreContract('Redis', true, async () => {
  await redis.command('FLUSHALL');
  const open = () =>
    openRedisStore({ address: readRedisAddress(redis.url)!, node: `test-${++stores}`, waitMs: 20_000 });
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
