export { openRedisStore, type RedisStore, type RedisStoreOptions } from './redis-store.ts';
export { readRedisAddress, type RedisAddress } from './redis-address.ts';
export type { Beat } from './node-beats.ts';
