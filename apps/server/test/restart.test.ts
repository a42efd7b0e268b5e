import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createProbe, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedSession, PhoneView, StageView } from '@ack-attack/protocol';
import { openSqliteStore } from '@ack-attack/store';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { requireBuild, serverProgram } from '../../../tests/builds.ts';
import { freePort } from '../../../tests/wire/free-port.ts';
import { openSession, testSettings, until, Wire } from './harness.ts';

const running: ChildProcess[] = [];
const wires: Wire[] = [];
let folder: string | undefined;

afterEach(async () => {
  for (const wire of wires) wire.close();
  for (const child of running) child.kill('SIGKILL');
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

beforeAll(() => requireBuild('server'));

interface Started {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
}

function run(env: Record<string, string>): Started {
  const child = spawn(process.execPath, [serverProgram], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text, exited: new Promise((resolve) => child.on('exit', resolve)) };
}

function wire(url: string): Wire {
  const opened = new Wire(url);
  wires.push(opened);
  return opened;
}

test('after a kill and a restart on the same file the round goes on with everything that was acknowledged', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: folder };
  const first = run(env);
  await until(() => first.output().includes('/host'), 'the first start');
  expect(first.output()).toMatch(/[█▀▄]{10}/);

  const response = await fetch(`${url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ settings: testSettings({ roundMs: 300_000, orderEveryMs: 500, travelMs: [50, 80] }) }),
  });
  const session = (await response.json()) as OpenedSession;
  const host = wire(url);
  await host.hello('console', session.session, session.hostToken);
  const phone = wire(url);
  const { player } = await phone.join(session.roomCode, 'Ana');
  expect(await host.command({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  const lane = await until(() => Object.keys((host.view as StageView).lanes)[0], 'a lane');
  const versions: number[] = [];
  for (let step = 0; step < 20; step++) {
    const answer = await host.command({ type: 'placeOrder', lane });
    if (answer.outcome === 'accepted') versions.push(answer.version);
  }
  expect(versions).toHaveLength(20);
  first.child.kill('SIGKILL');
  await first.exited;

  const second = run(env);
  await until(() => second.output().includes('/host'), 'the second start');
  const back = wire(url);
  const token = `token-of-Ana-${'x'.repeat(20)}`;
  expect(await back.hello('phone', session.session, token)).toMatchObject({ player });
  expect((back.view as PhoneView).phase).toBe('playing');
  const stage = wire(url);
  await stage.hello('stage', session.session, session.stageToken);
  const seen = stage.views.length;
  await until(() => stage.views.length > seen + 3, 'the round to go on');
  const again = wire(url);
  const { lastSeq } = await again.hello('console', session.session, session.hostToken);
  expect(lastSeq).toBeGreaterThanOrEqual(versions.length + 1);
  second.child.kill('SIGTERM');
  expect(await second.exited).toBe(0);

  const store = await openSqliteStore({ file: join(folder, 'ack-attack.sqlite') });
  const log = await store.read(session.session, 0);
  await store.close();
  expect(log.length).toBeGreaterThan(Math.max(...versions));
  const accepted = log.flatMap((event) => (event.type === 'commandAccepted' ? [event.id] : []));
  expect(new Set(accepted).size).toBe(accepted.length);
  expect(accepted.length).toBe(versions.length + 1);
  expect(log.filter((event) => event.type === 'playerJoined')).toHaveLength(1);
});

test('a configuration that is wrong is one sentence for each mistake, and no server', async () => {
  const bad = run({ PORT: '99999', RETENTION_DAYS: 'soon', REDIS_URL: 'http://127.0.0.1' });
  const noRedis = run({ PORT: '0', HOST: '127.0.0.1', REDIS_URL: 'redis://127.0.0.1:1', REDIS_WAIT_MS: '2000' });
  expect(await noRedis.exited).toBe(1);
  expect(noRedis.output()).toMatch(/^REDIS_URL names no Redis 7 that can be used: .+ECONNREFUSED.+\n$/);
  expect(await bad.exited).toBe(1);
  const noFolder = run({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: serverProgram });
  expect(await noFolder.exited).toBe(1);
  expect(noFolder.output()).toMatch(/^The data folder .* cannot be used: .+\n$/);
  expect(bad.output().trim().split('\n')).toEqual([
    'PORT must not be above 65535.',
    'RETENTION_DAYS must be a whole number from 1 to 3650.',
    'REDIS_URL must be an address such as redis://host:6379, redis+sentinel://host:26379,host:26379/name or redis+cluster://host:6379,host:6379.',
  ]);
});

test('where the server cannot listen, it says so in a sentence and ends', async () => {
  const taken = createProbe().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-'));
  const said = async (env: Record<string, string>) => {
    const ended = run({ HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder!, ...env });
    expect(await ended.exited).toBe(1);
    return ended.output().trim();
  };
  const advice = 'to another one, or stop what runs there.';
  expect(await said({ PORT: String(port) })).toBe(`Port ${port} is taken: set PORT ${advice}`);
  expect(await said({ METRICS_PORT: String(port) })).toBe(`Port ${port} is taken: set METRICS_PORT ${advice}`);
  // An address of documentation, which is no machine's.
  expect(await said({ HOST: '192.0.2.1' })).toBe(
    'HOST must be an address of this machine, such as 0.0.0.0 or 127.0.0.1: 192.0.2.1 is none.',
  );
  taken.close();
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends a server that keeps what it has answered, and a second signal does not wait for the draining',
  async (signal) => {
    folder = await mkdtemp(join(tmpdir(), 'ack-attack-'));
    const url = `http://127.0.0.1:${await freePort()}`;
    const env = { PORT: new URL(url).port, HOST: '127.0.0.1', DATA_DIR: folder, DRAIN_SECONDS: '300' };
    const server = run(env);
    await until(() => server.output().includes('/host'), 'the start');
    const session = await openSession({ url });
    const host = wire(url);
    await host.hello('console', session.session, session.hostToken);
    server.child.kill(signal);
    const ready = () => fetch(`${url}/readyz`).then(({ status }) => status);
    while ((await ready()) !== 503) continue;
    // It drains, and whoever is there is served.
    expect(await host.command({ type: 'lockRoom', locked: true })).toMatchObject({ outcome: 'accepted' });
    const underWay = ['a', 'b', 'c'].map((id, index) => ({
      seq: 2 + index,
      id: `under-way-${id}`,
      command: { type: 'lockRoom', locked: index % 2 === 1 },
    }));
    for (const message of underWay) host.emit('command', message);
    server.child.kill(signal);
    expect(await server.exited).toBe(0);
    const store = await openSqliteStore({ file: join(folder, 'ack-attack.sqlite') });
    const log = await store.read(session.session, 0);
    await store.close();
    const kept = log.flatMap((event) => (event.type === 'commandAccepted' ? [event.id] : []));
    for (const { id, outcome } of host.answers) if (outcome === 'accepted') expect(kept).toContain(id);
    expect(new Set(kept).size).toBe(kept.length);
  },
);
