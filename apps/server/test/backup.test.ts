import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PhoneView } from '@ack-attack/protocol';
import { openSqliteStore } from '@ack-attack/store';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { requireBuild, serverProgram } from '../../../tests/builds.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

const running: TestServer[] = [];
const opened: Wires[] = [];
let folder = '';
afterEach(async () => {
  for (const wires of opened.splice(0)) wires.closeAll();
  for (const server of running.splice(0)) {
    await server.close();
    await server.store.close();
  }
  await rm(folder, { recursive: true, force: true });
});

async function serve(file: string): Promise<{ server: TestServer; wires: Wires }> {
  const server = await startServer({ store: await openSqliteStore({ file }) });
  running.push(server);
  const wires = new Wires(server);
  opened.push(wires);
  return { server, wires };
}

beforeAll(() => requireBuild('server'));

/** The command as it is typed. */
const backUp = (dataDir: string, file: string) =>
  promisify(execFile)(process.execPath, [serverProgram, 'backup', file], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, INIT_CWD: folder },
  });

test('a backup taken while a round is played starts elsewhere with every command that was answered before it', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-'));
  const data = join(folder, 'data');
  await mkdir(data);
  const { server, wires } = await serve(join(data, 'ack-attack.sqlite'));
  const session = await openSession(server, testSettings({ roundMs: 600_000, orderEveryMs: 500 }));
  const host = await wires.console(session);
  await wires.phone(session, 'Ana');
  await host.command({ type: 'startRound' });
  await host.command({ type: 'pauseRound' });
  const [before] = (await host.command({ type: 'resumeRound' })).outcome === 'accepted' ? host.answers.slice(-1) : [];
  expect(before).toMatchObject({ outcome: 'accepted' });

  const { stdout } = await backUp(data, 'copy.sqlite');
  expect(stdout).toBe(`The sessions were backed up to ${join(folder, 'copy.sqlite')}.\n`);
  expect((await readdir(folder)).sort()).toEqual(['copy.sqlite', 'data']);
  // The running server was not disturbed, and a backup is never overwritten.
  expect(await host.command({ type: 'pauseRound' })).toMatchObject({ outcome: 'accepted' });
  await expect(backUp(data, 'copy.sqlite')).rejects.toMatchObject({ code: 1 });

  // Restoring is: put the file where the store was, and start.
  const restored = join(folder, 'restored');
  await mkdir(restored);
  await copyFile(join(folder, 'copy.sqlite'), join(restored, 'ack-attack.sqlite'));
  const copy = await openSqliteStore({ file: join(restored, 'ack-attack.sqlite') });
  const log = await copy.read(session.session, 0);
  await copy.close();
  expect(log.length).toBeGreaterThanOrEqual((before as { version: number }).version);
  expect(log).toEqual((await server.store.read(session.session, 0)).slice(0, log.length));
  const second = await serve(join(restored, 'ack-attack.sqlite'));
  const phone = second.wires.wire();
  await phone.hello('phone', session.session, `token-of-Ana-${'x'.repeat(20)}`);
  expect((phone.view as PhoneView).phase).toBe('playing');
  const again = await second.wires.console(session);
  expect(await again.command({ type: 'pauseRound' })).toMatchObject({ outcome: 'accepted' });
  await until(() => (phone.view as PhoneView).phase === 'paused', 'the restored session to go on');
});

test('what cannot be backed up is said in a sentence', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-'));
  await expect(backUp(folder, 'copy.sqlite')).rejects.toMatchObject({
    code: 1,
    stdout: `There is no backup: there is no ${join(folder, 'ack-attack.sqlite')}.\n`,
  });
  expect(await readdir(folder)).toEqual([]);
});
