import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@ack-attack/store';
import { afterEach, expect, test } from 'vitest';
import { hashToken } from '../src/runtime/secrets.ts';
import { startServer, testSettings, Wires, type TestServer } from './harness.ts';
import type { BegunSession, OpenedSession, SetHomework } from '@ack-attack/protocol';
import { openRedisStore, readRedisAddress } from '@ack-attack/store-redis';
import { startRedis } from '../../../tests/wire/redis-process.ts';

let server: TestServer | undefined;
let folder = '';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  await server?.close();
  await server?.store.close();
  for (const close of closing.splice(0)) await close();
  if (folder !== '') await rm(folder, { recursive: true, force: true });
  [server, folder] = [undefined, ''];
});

test('no secret is in the files of a server, only what it can be recognised by', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-'));
  const hostPasscode = 'open-sesame-4711';
  server = await startServer({ store: await openSqliteStore({ file: join(folder, 'log.sqlite') }), hostPasscode });
  const wires = new Wires(server);
  const response = await fetch(`${server.url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ settings: testSettings(), passcode: hostPasscode }),
  });
  const opened = (await response.json()) as OpenedSession;
  const host = await wires.console(opened);
  await wires.stage(opened);
  await wires.phone(opened, 'Anastasia');
  await host.command({ type: 'startRound' });
  await host.command({ type: 'ringBell' });
  await host.command({ type: 'finishSession' });

  const texts = async () => {
    const names = await readdir(folder);
    return (await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))).join('\n');
  };
  const phoneToken = `token-of-Anastasia-${'x'.repeat(20)}`;
  const secrets = [opened.hostToken, opened.stageToken, phoneToken, hostPasscode];
  // While it runs, the write-ahead log included, and after its end.
  for (const stop of [() => undefined, () => server!.close().then(() => server!.store.close())]) {
    await stop();
    const stored = await texts();
    expect(stored).toContain('Anastasia');
    for (const token of secrets.slice(0, 3)) expect(stored).toContain(hashToken(token));
    for (const secret of secrets) expect(stored).not.toContain(secret);
  }
  wires.closeAll();
});

test('neither is any in what Redis holds and writes, homework and its attempts included', async () => {
  const redis = await startRedis();
  closing.push(() => redis.remove());
  server = await startServer({ store: openRedisStore({ address: readRedisAddress(redis.url)!, node: 'one' }) });
  const wires = new Wires(server);
  const post = async (path: string, body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server!.url}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return response.json();
  };
  const opened = (await post('sessions', { settings: testSettings() })) as OpenedSession;
  const host = await wires.console(opened);
  await wires.phone(opened, 'Anastasia');
  await host.command({ type: 'startRound' });
  const terms = { title: 'Lost confirms', rounds: 1, attempts: 1, sameOrders: true };
  const set = (await post('homework', { settings: testSettings(), terms })) as SetHomework;
  const student = { name: 'Bartholomew', token: `token-of-Bartholomew-${'x'.repeat(20)}` };
  const begun = (await post(`homework/${set.homework}/attempts`, student)) as BegunSession;
  const phone = wires.wire();
  await phone.hello('phone', begun.session, student.token);
  await phone.command({ type: 'leadRound', step: 'start' });
  wires.closeAll();

  // What is written to the disk, and what a copy made by replication would hold.
  const dir = (await redis.command<[string, string]>('CONFIG', 'GET', 'dir'))[1];
  await redis.command('SAVE');
  const names = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const stored = (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
  expect(stored).toContain('Anastasia');
  expect(stored).toContain('Bartholomew');
  const tokens = [
    opened.hostToken,
    opened.stageToken,
    `token-of-Anastasia-${'x'.repeat(20)}`,
    set.hostToken,
    student.token,
  ];
  for (const token of tokens) {
    expect(stored).toContain(hashToken(token));
    expect(stored).not.toContain(token);
  }
});
