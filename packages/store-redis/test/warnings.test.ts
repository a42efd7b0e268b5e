import { expect, test } from 'vitest';
import { openRedisStore, readRedisAddress } from '../src/index.ts';
import { startRedis } from '../../../tests/wire/redis-process.ts';

test('settings of Redis that may lose sessions are reported, and a probe fails where Redis takes no writes', async () => {
  const redis = await startRedis();
  const store = openRedisStore({ address: readRedisAddress(redis.url)!, node: 'test', waitMs: 2_000 });
  try {
    expect(await store.warnings()).toEqual([]);
    await store.probe();
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    await redis.command('CONFIG', 'SET', 'appendonly', 'no');
    expect(await store.warnings()).toEqual([
      expect.stringContaining('maxmemory-policy is allkeys-lru'),
      expect.stringContaining('append-only'),
    ]);
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    await expect(store.probe()).rejects.toMatchObject({ code: 'full' });
  } finally {
    await store.close();
    await redis.remove();
  }
});
