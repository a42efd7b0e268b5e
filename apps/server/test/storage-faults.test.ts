import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMemoryStore, openSqliteStore, StoreError, type SessionStore } from '@ack-attack/store';
import { protocolVersion } from '@ack-attack/protocol';
import Database from 'libsql';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { requireBuild, serverProgram } from '../../../tests/builds.ts';
import { freePort } from '../../../tests/wire/free-port.ts';
import { openStore } from '../src/storage/open-store.ts';
import { openSession, startServer, until, Wire, Wires, type TestServer } from './harness.ts';

const withoutRights = fileURLToPath(new URL('start-without-rights.ts', import.meta.url));
let folder = '';
let server: TestServer | undefined;
/** Three processes start one after another, on a machine that may have much else to do. */
const patienceMs = 240_000;
const children: ChildProcess[] = [];
const wires: Wire[] = [];

beforeAll(() => requireBuild('server'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-faults-'));
});
afterEach(async () => {
  for (const wire of wires.splice(0)) wire.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await server?.close();
  server = undefined;
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true, force: true });
});

function start(
  port: number,
  program = [serverProgram],
): { output: () => string; exited: Promise<number | null>; child: ChildProcess } {
  const child = spawn(process.execPath, program, {
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', PORT: String(port), DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { output: () => text, exited: new Promise((resolve) => child.on('exit', resolve)), child };
}

test('a second server on a data folder is refused by a sentence that names the first, and no kill leaves a lock', async () => {
  const port = await freePort();
  const first = start(port);
  await until(() => first.output().includes('/host'), 'the first server', patienceMs);
  const second = start(0);
  expect(await second.exited).toBe(1);
  expect(second.output()).toBe(
    `Another server uses the data folder ${folder}: process ${first.child.pid} at port ${port}. Stop it, or set DATA_DIR to another folder.\n`,
  );
  first.child.kill('SIGKILL');
  await first.exited;
  const third = start(0);
  await until(() => third.output().includes('/host'), 'the next server', patienceMs);
}, 900_000);

test('a data folder that cannot be written to is refused by a sentence at the start, and nobody is told to come', async () => {
  const file = join(folder, 'ack-attack.sqlite');
  await (await openSqliteStore({ file })).close();
  const kept = await readFile(file);
  const names = await readdir(folder);
  await chmod(file, 0o444);
  await chmod(folder, 0o555);
  const port = await freePort();
  const { exited, output } = start(port, ['--import', 'tsx', withoutRights]);
  expect(await exited).toBe(1);
  // Nothing else is printed, and no address to come to.
  expect(output()).toBe(
    `The server may not write to ${folder} (EACCES): give its user the right to, or set DATA_DIR to another folder.\n`,
  );
  await expect(fetch(`http://127.0.0.1:${port}/readyz`)).rejects.toThrow();
  await chmod(folder, 0o755);
  expect(await readdir(folder)).toEqual(names);
  expect(await readFile(file)).toEqual(kept);
}, 900_000);

test('another program that holds the file locked at the start gets a sentence', async () => {
  await (await openSqliteStore({ file: join(folder, 'ack-attack.sqlite') })).close();
  const other = new Database(join(folder, 'ack-attack.sqlite'));
  other.exec('begin immediate');
  const opened = await openStore({ dataDir: folder }, pino({ level: 'silent' }));
  expect(opened).toEqual({ mistake: expect.stringContaining('locked, such as a database viewer') });
  other.exec('rollback');
  other.close();
});

/** Opens a server on the folder's file with what is found told to a list. */
async function serve(findings: string[] = []): Promise<SessionStore> {
  const store = await openSqliteStore({
    file: join(folder, 'ack-attack.sqlite'),
    onDamage: (finding) => findings.push(finding),
  });
  server = await startServer({ store });
  return store;
}

test('one damaged byte costs its own session only, whose people read why', async () => {
  let store = await serve();
  const [hurt, sound] = [await openSession(server!), await openSession(server!)];
  for (const [session, name] of [
    [hurt, 'Damaged'],
    [sound, 'Sound'],
  ] as const) {
    const wire = new Wire(server!.url);
    wires.push(wire);
    await wire.join(session.roomCode, name);
  }
  for (const wire of wires) wire.close();
  await server!.close();
  await store.close();
  const file = join(folder, 'ack-attack.sqlite');
  const bytes = await readFile(file);
  for (let at = bytes.indexOf('Damaged'); at >= 0; at = bytes.indexOf('Damaged', at + 1)) bytes[at] = 0xff;
  await writeFile(file, bytes);

  const findings: string[] = [];
  store = await serve(findings);
  expect(findings).toEqual([expect.stringContaining(`Session ${hurt.session}: `)]);
  const inHurt = new Wire(server!.url);
  wires.push(inHurt);
  inHurt.emit('hello', { protocol: protocolVersion, as: 'console', session: hurt.session, token: hurt.hostToken });
  await until(() => inHurt.refusals.length > 0, 'a refusal');
  const response = await fetch(`${server!.url}/api/rooms/${hurt.roomCode}`);
  expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([500, 'session-damaged']);
  const inSound = new Wire(server!.url);
  wires.push(inSound);
  await inSound.hello('console', sound.session, sound.hostToken);
  expect(await inSound.command({ type: 'lockRoom', locked: true })).toMatchObject({ outcome: 'accepted' });
  expect(inHurt.refusals.map(({ code }) => code)).not.toContain('store-unavailable');
  await openSession(server!);
  await server!.close();
  server = undefined;
  await store.close();
});

test('a session that a newer version has written to says so to its people, and the others play', async () => {
  let store = await serve();
  const [newer, known] = [await openSession(server!), await openSession(server!)];
  await server!.close();
  await store.close();
  const file = new Database(join(folder, 'ack-attack.sqlite'));
  file.prepare('update sessions set format = 99 where id = ?').run([newer.session]);
  file.close();

  store = await serve();
  const host = new Wire(server!.url);
  wires.push(host);
  host.emit('hello', { protocol: protocolVersion, as: 'console', session: newer.session, token: newer.hostToken });
  await until(() => host.refusals.length > 0, 'a refusal');
  expect(host.refusals.map(({ code }) => code)).toEqual(['session-newer']);
  const inKnown = new Wire(server!.url);
  wires.push(inKnown);
  await inKnown.hello('console', known.session, known.hostToken);
  await expect(store.read(newer.session, 0)).rejects.toMatchObject({
    code: 'newer-file',
    message: expect.stringContaining('format 99, this program knows up to 1: use a newer version'),
  });
  await server!.close();
  server = undefined;
  await store.close();
});

test('a file that is no session file any more is set aside, and lessons start with a new one', async () => {
  await writeFile(join(folder, 'ack-attack.sqlite'), Buffer.alloc(20_000, 0xaa));
  const findings: string[] = [];
  const store = await serve(findings);
  await openSession(server!);
  expect(findings.at(-1)).toContain('a new one was begun with the 0 sessions');
  expect((await readdir(folder)).filter((name) => name.includes('.damaged-'))).toHaveLength(1);
  await server!.close();
  server = undefined;
  await store.close();
});

test('readiness is a write: it fails with the store, and is asked of it no more than once a second', async () => {
  const store = createMemoryStore();
  let probes = 0;
  let works = true;
  let now = 0;
  const probe = () => (probes++, works ? Promise.resolve() : Promise.reject(new StoreError('full', 'disk full')));
  server = await startServer({ store: { ...bound(store), probe }, steadyNow: () => now });
  const ready = async () => (await fetch(`${server!.url}/readyz`)).status;
  expect([await ready(), await ready(), await ready()]).toEqual([200, 200, 200]);
  expect(probes).toBe(1);
  works = false;
  now += 1_000;
  expect([await ready(), probes]).toEqual([503, 2]);
  works = true;
  now += 1_000;
  expect([await ready(), probes]).toEqual([200, 3]);
});

test('clients in a room are told that nothing can be saved, and that it can again', async () => {
  const inner = createMemoryStore();
  let works = true;
  const write = async <T>(work: () => Promise<T>): Promise<T> => {
    if (works) return work();
    throw new StoreError('full', 'disk full');
  };
  const store = {
    ...bound(inner),
    append: (...given: Parameters<SessionStore['append']>) => write(() => inner.append(...given)),
    probe: () => write(() => inner.probe()),
  };
  server = await startServer({ store });
  const opened = await openSession(server);
  const all = new Wires(server);
  const [host, phone] = [await all.console(opened), await all.phone(opened, 'Ana')];
  const heard = new Map<Wire, boolean[]>();
  for (const wire of [host, phone]) {
    heard.set(wire, []);
    wire.socket.on('saving', ({ works: saves }) => void heard.get(wire)!.push(saves));
  }
  works = false;
  for (let tries = 0; tries < 2; tries++) {
    expect(await host.command({ type: 'lockRoom', locked: true })).toMatchObject({ code: 'store-unavailable' });
  }
  for (const wire of [host, phone]) await until(() => heard.get(wire)!.length > 0, 'the bad news');
  works = true;
  // Nobody does anything: the server itself finds out.
  for (const wire of [host, phone]) await until(() => heard.get(wire)!.length > 1, 'the good news');
  for (const said of heard.values()) expect(said).toEqual([false, true]);
  all.closeAll();
});

/** A store's methods as an object's own. */
function bound(store: SessionStore): SessionStore {
  return {
    create: (...given) => store.create(...given),
    append: (...given) => store.append(...given),
    read: (...given) => store.read(...given),
    tail: (...given) => store.tail(...given),
    saveSnapshot: (...given) => store.saveSnapshot(...given),
    loadSnapshot: (...given) => store.loadSnapshot(...given),
    find: (...given) => store.find(...given),
    findByRoomCode: (...given) => store.findByRoomCode(...given),
    finish: (...given) => store.finish(...given),
    list: (...given) => store.list(...given),
    delete: (...given) => store.delete(...given),
    purge: (...given) => store.purge(...given),
    probe: () => store.probe(),
    close: () => store.close(),
  };
}
