import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient, memoryStorage, socketLink } from '@ack-attack/client';
import { settingsFor } from '@ack-attack/lesson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../wire/free-port.ts';
import { startRedis, type RedisProcess } from '../wire/redis-process.ts';
import { startServer } from '../wire/server-process.ts';
import { openSession } from '../wire/session-api.ts';

let folder: string;
let certificate: string;
let redis: RedisProcess;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-tls-'));
  certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=Redis', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
  ]);
  const port = await freePort();
  redis = await startRedis([
    ...['--tls-port', String(port), '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate],
  ]);
  url = `rediss://127.0.0.1:${port}`;
}, 60_000);
afterAll(async () => {
  await redis.remove();
  await rm(folder, { recursive: true });
});

const serverWith = (env: Readonly<Record<string, string>>) =>
  startServer({ dataDir: folder, env: { REDIS_URL: url, ...env } });

test('a session is kept in a Redis that is reached over TLS', async () => {
  const server = await serverWith({ NODE_EXTRA_CA_CERTS: certificate });
  const phone = createClient({ as: 'phone', storage: memoryStorage(), link: socketLink(server.url) });
  try {
    const opened = await openSession(server.url, settingsFor('at-least-once', 'junior'));
    await phone.join(opened.roomCode, 'Ana');
    const keys = await redis.command<string[]>('KEYS', `*${opened.session}*`);
    expect(keys.length).toBeGreaterThan(0);
  } finally {
    phone.close();
    await server.stop();
  }
}, 60_000);

test('a Redis whose certificate nobody vouches for is not talked to, and the server says why', async () => {
  await expect(serverWith({ REDIS_WAIT_MS: '500' })).rejects.toThrow(/certificate/);
}, 60_000);
