import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig, variableNames } from '../src/setup/config.ts';
import { envWarnings } from '../src/setup/env-warnings.ts';

const mistakesOf = (env: Record<string, string>) => {
  const read = readConfig(env);
  return 'mistakes' in read ? read.mistakes : [];
};
const configOf = (env: Record<string, string>) => {
  const read = readConfig(env);
  if ('mistakes' in read) throw new Error(read.mistakes.join(' '));
  return read.config;
};

test('nothing has to be set, and an empty variable is one that is not set', () => {
  expect(configOf({})).toMatchObject({ port: 3000, retentionDays: 30, logLevel: 'warn', allowedOrigins: [] });
  expect(configOf(Object.fromEntries(variableNames.map((name) => [name, ''])))).toEqual(configOf({}));
});

test('every mistake is one sentence that names its variable', () => {
  const wrong: Record<string, string[]> = {
    PORT: ['-1', '70000', 'http', '3.5'],
    PUBLIC_URL: ['game.example', 'ftp://game.example', 'https://game.example/path', 'https://game.example?x=1'],
    TRUST_PROXY: ['yes', 'true', '10.0.0.0/99', 'proxy.example'],
    ALLOWED_ORIGINS: ['*', 'game.example', 'https://game.example/path', 'https://a.example,,'],
    HOST_PASSCODE: ['abc', 'x'.repeat(201)],
    RETENTION_DAYS: ['0', 'forever'],
    MAX_CONNECTIONS: ['0', '1e9'],
    MAX_ROOMS: ['0', 'many'],
    MAX_SESSION_EVENTS: ['100', 'all'],
    MAX_FILE_MB: ['1', '2 GB'],
    DRAIN_SECONDS: ['-1', '1000'],
    METRICS_PORT: ['0', '99999'],
    METRICS_TOKEN: ['short'],
    LOG_LEVEL: ['loud'],
    REDIS_URL: ['http://127.0.0.1', 'redis+sentinel://127.0.0.1', 'redis'],
    REDIS_WAIT_REPLICAS: ['-1', 'all'],
    REDIS_WAIT_MS: ['1', '5 s'],
  };
  // Any text may name a folder or an address to listen on; whether it does, shows when it is tried.
  expect([...Object.keys(wrong), 'HOST', 'DATA_DIR'].sort()).toEqual([...variableNames].sort());
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const mistakes = mistakesOf({ [name]: value });
      expect(mistakes, `${name}=${value}`).toHaveLength(1);
      expect(mistakes[0]).toMatch(new RegExp(`^${name} must .*\\.$`));
    }
  }
  expect(mistakesOf({ PORT: 'x', LOG_LEVEL: 'loud', TRUST_PROXY: 'x' })).toHaveLength(3);
  expect(mistakesOf({ PORT: '4000', METRICS_PORT: '4000' })).toEqual(['METRICS_PORT must be another port than PORT.']);
  expect(configOf({ PUBLIC_URL: 'https://game.example/' }).publicUrl).toBe('https://game.example');
});

test('proxies are trusted by how many they are, or by where they are', () => {
  const hops = configOf({ TRUST_PROXY: '2' }).trustedProxies;
  expect([hops('203.0.113.1', 0), hops('203.0.113.1', 1), hops('203.0.113.1', 2)]).toEqual([true, true, false]);
  const places = configOf({ TRUST_PROXY: '10.0.0.0/8, loopback' }).trustedProxies;
  expect([places('10.1.2.3', 5), places('127.0.0.1', 0), places('203.0.113.1', 0)]).toEqual([true, true, false]);
  expect(configOf({}).trustedProxies('127.0.0.1', 0)).toBe(false);
});

test('a setting that was misspelt is not ignored in silence, and others are left alone', () => {
  const env = {
    HOST_PASCODE: 'x',
    ACK_PORT: '1',
    ACK_ATTACK_COLOUR: 'red',
    RETENTION_DAY: '1',
    PATH: '/bin',
    SORT: '1',
  };
  expect(envWarnings({ ...env, HOSTNAME: 'x', PORT: '1', LOG_LEVEL: 'info' }, variableNames)).toEqual([
    'HOST_PASCODE is not a setting of this server and is ignored. Did you mean HOST_PASSCODE?',
    'ACK_PORT is not a setting of this server and is ignored. Did you mean PORT?',
    'ACK_ATTACK_COLOUR is not a setting of this server and is ignored.',
    'RETENTION_DAY is not a setting of this server and is ignored. Did you mean RETENTION_DAYS?',
  ]);
});

test('the documented settings are those that the server reads, with their defaults', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` +\| ([^|]*?) +\|/gm)].map(
    ([, name, unset]) => [name!, unset!] as const,
  );
  expect(rows.map(([name]) => name).sort()).toEqual([...variableNames].sort());
  for (const [name, unset] of rows) {
    const value = unset.trim().replaceAll('`', '');
    // A folder's default is seen from the checkout, and what is typed from the folder it is typed in.
    if (value === '' || name === 'DATA_DIR') continue;
    expect(JSON.stringify(configOf({ [name]: value })), name).toBe(JSON.stringify(configOf({})));
  }
});
