import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@ack-attack/store';
import { afterEach, expect, test } from 'vitest';
import { hashToken } from '../src/secrets.ts';
import { startServer, testSettings, Wires, type TestServer } from './harness.ts';
import type { OpenedSession } from '@ack-attack/protocol';

let server: TestServer | undefined;
let folder: string;
afterEach(async () => {
  await server?.close();
  await server?.store.close();
  await rm(folder, { recursive: true, force: true });
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
