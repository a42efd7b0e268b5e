import { expect, it } from 'vitest';
import { readRedisAddress } from '../src/index.ts';

it.each([
  ['redis://localhost', { kind: 'single', nodes: [{ host: 'localhost', port: 6379 }], tls: false, database: 0 }],
  [
    'rediss://ann:p%40ss@[::1]:7000/3',
    {
      kind: 'single',
      nodes: [{ host: '::1', port: 7000 }],
      tls: true,
      database: 3,
      username: 'ann',
      password: 'p@ss',
    },
  ],
  [
    'redis+sentinel://:secret@a:26379,b/main/1?sentinelPassword=s',
    {
      kind: 'sentinel',
      nodes: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 26379 },
      ],
      master: 'main',
      tls: false,
      database: 1,
      password: 'secret',
      sentinelPassword: 's',
    },
  ],
  [
    'rediss+cluster://a:7000,b:7001',
    {
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 7001 },
      ],
      tls: true,
      database: 0,
    },
  ],
])('reads %s', (text, address) => {
  expect(readRedisAddress(text)).toStrictEqual(address);
});

it.each([
  '',
  'localhost:6379',
  'http://localhost',
  'redis://',
  'redis://a,b',
  'redis://a:99999',
  'redis://a/x',
  'redis://a/-1',
  'redis+sentinel://a:26379',
  'redis+cluster://a:7000/1',
  'redis+sentinel://a/main/0/more',
])('refuses %j', (text) => {
  expect(readRedisAddress(text)).toBeUndefined();
});
