import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient, memoryStorage, socketTransport } from '@ack-attack/client';
import { settingsFor } from '@ack-attack/lesson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../wire/free-port.ts';
import { startRedis, startSentinel, type RedisProcess } from '../wire/redis-process.ts';
import { startServer } from '../wire/server-process.ts';
import { openSession } from '../wire/session-api.ts';
import { waitFor } from '../wire/wait-for.ts';

let folder: string;
let certificate: string;
let redis: RedisProcess;
let port: number;
/** How its file says that a Redis takes TLS at a port, with what follows from that for its own connections. */
let tlsAt: (port: number) => readonly (readonly [string, string])[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-tls-'));
  certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=Redis', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
  ]);
  tlsAt = (at) => [
    ['tls-port', String(at)],
    ['tls-auth-clients', 'no'],
    ['tls-replication', 'yes'],
    ['tls-cert-file', certificate],
    ['tls-key-file', key],
    ['tls-ca-cert-file', certificate],
  ];
  port = await freePort();
  redis = await startRedis(tlsAt(port).flatMap(([name, value]) => [`--${name}`, value]));
});
afterAll(async () => {
  await redis.remove();
  await rm(folder, { recursive: true });
});

/** A busy machine may take longer over a handshake than a server usually waits. */
const serverWith = (env: Readonly<Record<string, string>>) =>
  startServer({ dataDir: folder, env: { REDIS_WAIT_MS: '20000', ...env } });

/** A server that trusts the certificate keeps a session there, which is then found in that Redis. */
async function keepsSession(url: string, held: RedisProcess): Promise<void> {
  const server = await serverWith({ REDIS_URL: url, NODE_EXTRA_CA_CERTS: certificate });
  const phone = createClient({ as: 'phone', storage: memoryStorage(), link: socketTransport(server.url) });
  try {
    const opened = await openSession(server.url, settingsFor('at-least-once', 'junior'));
    await phone.join(opened.roomCode, 'Ana');
    const keys = await held.command<string[]>('KEYS', `*${opened.session}*`);
    expect(keys.length).toBeGreaterThan(0);
  } finally {
    phone.close();
    await server.stop();
  }
}

test('a session is kept in a Redis that is reached over TLS', async () => {
  await keepsSession(`rediss://127.0.0.1:${port}`, redis);
});

test('a Sentinel is asked over TLS for a master that is reached over TLS', async () => {
  const sentinelPort = await freePort();
  const settings = tlsAt(sentinelPort).map(([name, value]) => `${name} ${value}`);
  const sentinel = await startSentinel('games', port, 1, settings);
  try {
    // It connects to the port that takes nothing but TLS.
    const sees = async () => (await sentinel.command<string>('SENTINEL', 'CKQUORUM', 'games')).includes('OK 1');
    await waitFor('the Sentinel reaches its master', () => sees().catch(() => false));
    await keepsSession(`rediss+sentinel://127.0.0.1:${sentinelPort}/games`, redis);
  } finally {
    await sentinel.remove();
  }
});

test('the masters of a Cluster are reached over TLS, where it names their ports', async () => {
  const clusterPort = await freePort();
  const master = await startRedis([
    ...tlsAt(clusterPort).flatMap(([name, value]) => [`--${name}`, value]),
    ...['--cluster-enabled', 'yes', '--tls-cluster', 'yes', '--cluster-port', String(await freePort())],
    ...['--cluster-announce-ip', '127.0.0.1'],
  ]);
  try {
    await master.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    const whole = async () => (await master.command<string>('CLUSTER', 'INFO')).includes('cluster_state:ok');
    await waitFor('the cluster is whole', whole);
    await keepsSession(`rediss+cluster://127.0.0.1:${clusterPort}`, master);
  } finally {
    await master.remove();
  }
});

test('a Redis with an untrusted certificate is refused, and the server says why', async () => {
  const env = { REDIS_URL: `rediss://127.0.0.1:${port}`, REDIS_WAIT_MS: '5000' };
  await expect(serverWith(env)).rejects.toThrow(/certificate/);
});
