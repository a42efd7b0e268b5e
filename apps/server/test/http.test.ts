import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { ServerInfo } from '@ack-attack/protocol';
import { createMemoryStore } from '@ack-attack/store';
import { afterEach, expect, test } from 'vitest';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let folder: string | undefined;
afterEach(async () => {
  await server?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  server = undefined;
  folder = undefined;
});

async function errorOf(path: string, init?: RequestInit): Promise<unknown[]> {
  const response = await fetch(`${server!.url}${path}`, init);
  const body = (await response.json()) as { error: string; message: string };
  expect(body.message).toMatch(/^[A-Z].*\.$/);
  expect(Object.keys(body).sort()).toEqual(['error', 'message']);
  return [response.status, body.error];
}

const post = (body: string): RequestInit => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body });

test('bad requests get a code and a sentence, and nothing else happens', async () => {
  server = await startServer();
  expect(await errorOf('/api/sessions', post('{"settings":'))).toEqual([400, 'malformed']);
  expect(await errorOf('/api/sessions', post('{}'))).toEqual([400, 'malformed']);
  expect(await errorOf('/api/sessions', post(`{"x":"${'y'.repeat(20_000)}"}`))).toEqual([413, 'too-large']);
  const short = JSON.stringify({ settings: testSettings({ roundMs: 1 }) });
  expect(await errorOf('/api/sessions', post(short))).toEqual([400, 'settings-invalid']);
  expect(await errorOf('/api/rooms/ZZZZZZ')).toEqual([404, 'unknown-room']);
  expect(await errorOf('/api/rooms/%E0%A4%A')).toEqual([400, 'malformed']);
  expect(await errorOf('/api/sessions/nothing/log')).toEqual([404, 'unknown-session']);
  expect(await errorOf(`/api/sessions/${'x'.repeat(500)}/log`)).toEqual([404, 'unknown-session']);
  expect(await errorOf('/api/nothing')).toEqual([404, 'malformed']);
  expect(await errorOf('/nothing/here')).toEqual([404, 'malformed']);
  const { session } = await openSession(server);
  expect(await errorOf(`/api/sessions/${session}/log`)).toEqual([409, 'not-finished']);
  expect([...server.directory.rooms]).toHaveLength(1);
});

test('a body that is small only while packed, deep, binary or without a stated length is refused as any other', async () => {
  // A body that never ends is waited for as long as any request, and not taken in meanwhile.
  server = await startServer({ requestTimeoutMs: 600 });
  const packed = gzipSync(`{"x":"${'y'.repeat(20_000_000)}"}`);
  const json = { 'content-type': 'application/json' };
  const send = (body: BodyInit, headers: Record<string, string> = json) =>
    errorOf('/api/sessions', { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
  expect(await send(packed, { ...json, 'content-encoding': 'gzip' })).toEqual([413, 'too-large']);
  expect(await send('['.repeat(8_000) + ']'.repeat(8_000))).toEqual([400, 'malformed']);
  expect(await send(`{"settings":${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}}`)).toEqual([400, 'malformed']);
  expect(await send(new Uint8Array([0, 255, 1, 254]))).toEqual([400, 'malformed']);
  expect(await send(new Uint8Array([0, 255]), { 'content-type': 'application/octet-stream' })).toEqual([
    400,
    'malformed',
  ]);
  const endless = new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(4_096).fill(0x20)) });
  // The answer comes before the body has ended; a client that goes on sending is cut off instead.
  const cut = await send(endless).catch(() => 'cut off');
  expect([[413, 'too-large'], 'cut off']).toContainEqual(cut);
  expect([...server.directory.rooms]).toEqual([]);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test('a client that waits for a connection gets an answer to its probes, from any page', async () => {
  server = await startServer();
  const response = await fetch(`${server.url}/api/queue`);
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({ waitMs: 0 });
  expect((await fetch(`${server.url}/api/queue`, { method: 'POST' })).status).toBe(404);
});

test('a room is found by its code however it was typed', async () => {
  server = await startServer();
  const { roomCode } = await openSession(server);
  const spaced = ` ${roomCode.slice(0, 3).toLowerCase()}-${roomCode.slice(3)}`;
  const twins: Record<string, string> = {
    A: 'А',
    C: 'С',
    E: 'Е',
    H: 'Н',
    K: 'К',
    M: 'М',
    P: 'Р',
    T: 'Т',
    X: 'Х',
    Y: 'У',
  };
  const cyrillic = [...roomCode].map((letter) => twins[letter] ?? letter).join('');
  for (const typed of [spaced, cyrillic, `http://192.168.1.20:3000/${roomCode}`]) {
    const response = await fetch(`${server.url}/api/rooms/${encodeURIComponent(typed)}`);
    expect(await response.json()).toEqual({ roomCode, locked: false, naming: 'typed' });
  }
});

test('with a host passcode no session is opened or listed without it', async () => {
  server = await startServer({ hostPasscode: 'open sesame', publicUrl: 'https://game.example' });
  const settings = testSettings();
  expect(await errorOf('/api/sessions', post(JSON.stringify({ settings })))).toEqual([403, 'passcode-needed']);
  const wrong = JSON.stringify({ settings, passcode: 'open says me' });
  expect(await errorOf('/api/sessions', post(wrong))).toEqual([403, 'passcode-needed']);
  const right = JSON.stringify({ settings, passcode: 'open sesame' });
  expect((await fetch(`${server.url}/api/sessions`, post(right))).status).toBe(201);
  expect(await errorOf('/api/sessions')).toEqual([403, 'passcode-needed']);
  const headers = { authorization: 'Bearer open sesame' };
  expect((await fetch(`${server.url}/api/sessions`, { headers })).status).toBe(200);
  const info = (await (await fetch(`${server.url}/api/server`)).json()) as ServerInfo;
  expect(info).toMatchObject({ protocol: 1, passcodeNeeded: true });
  expect(info.addresses).toEqual([{ url: 'https://game.example' }]);
});

test('a client that keeps guessing the passcode is refused, even with the right one', async () => {
  server = await startServer({ hostPasscode: 'open sesame', publicUrl: 'https://game.example' });
  const list = (passcode: string) =>
    fetch(`${server!.url}/api/sessions`, { headers: { authorization: `Bearer ${passcode}` } });
  expect((await list('open sesame')).status).toBe(200);
  const open = (passcode?: string) => post(JSON.stringify({ settings: testSettings(), passcode }));
  for (let guess = 0; guess < 9; guess++) expect((await list(`guess ${guess}`)).status).toBe(403);
  expect(await errorOf('/api/sessions', open('guess 9'))).toEqual([429, 'rate-limited']);
  expect((await list('open sesame')).status).toBe(403);
  // A teacher who knows it is told to wait, and not that it is wrong.
  expect(await errorOf('/api/sessions', open('open sesame'))).toEqual([429, 'rate-limited']);
  expect(await errorOf('/api/sessions', open())).toEqual([403, 'passcode-needed']);
  expect([...server.directory.rooms]).toEqual([]);
});

test('a server without its store is alive but not ready', async () => {
  let steady = 0;
  server = await startServer({ steadyNow: () => steady });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  await server.store.close();
  steady += 1_000;
  expect(await errorOf('/readyz')).toEqual([503, 'store-unavailable']);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test('a server whose store does not answer is not ready either', async () => {
  const store = createMemoryStore();
  server = await startServer({ store, readyWithinMs: 50 });
  store.probe = () => new Promise(() => {});
  expect(await errorOf('/readyz')).toEqual([503, 'store-unavailable']);
});

test('a server that is about to end takes no new clients, and serves connected ones', async () => {
  server = await startServer();
  const opened = await openSession(server);
  const wires = new Wires(server);
  const host = await wires.console(opened);
  server.drain();
  expect(await errorOf('/readyz')).toEqual([503, 'busy']);
  expect(await errorOf('/readyz?unready=404')).toEqual([404, 'busy']);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(await host.command({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  wires.closeAll();
});

test('sessions are listed on the machine itself, but not through a proxy on it', async () => {
  server = await startServer();
  expect((await fetch(`${server.url}/api/sessions`)).status).toBe(200);
  expect(await errorOf('/api/sessions', { headers: { 'x-forwarded-for': '203.0.113.5' } })).toEqual([
    403,
    'not-allowed',
  ]);
});

test('one address opens only so many sessions in a minute', async () => {
  server = await startServer({ sessionsPerMinute: 2 });
  await openSession(server);
  await openSession(server);
  const body = JSON.stringify({ settings: testSettings() });
  expect(await errorOf('/api/sessions', post(body))).toEqual([429, 'rate-limited']);
});

test('requests without the passcode use up nothing of a teacher’s behind the same address', async () => {
  server = await startServer({ sessionsPerMinute: 2, hostPasscode: 'open sesame' });
  const open = (passcode?: string) => post(JSON.stringify({ settings: testSettings(), passcode }));
  for (let student = 0; student < 20; student++) {
    expect(await errorOf('/api/sessions', open())).toEqual([403, 'passcode-needed']);
  }
  expect(await errorOf('/api/sessions', open('open says me'))).toEqual([403, 'passcode-needed']);
  for (let lesson = 0; lesson < 2; lesson++) {
    expect((await fetch(`${server.url}/api/sessions`, open('open sesame'))).status).toBe(201);
  }
  expect(await errorOf('/api/sessions', open('open sesame'))).toEqual([429, 'rate-limited']);
});

test('pages have short addresses, strict headers, and assets that are kept and travel small', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-web-'));
  await mkdir(join(folder, 'assets'));
  for (const page of ['index', 'host', 'stage', 'replay'])
    await writeFile(join(folder, `${page}.html`), `page ${page}`);
  await writeFile(join(folder, 'assets', 'main-abc123.js'), 'export {};\n'.repeat(500));
  server = await startServer({ webRoot: folder });
  const pages = { '/': 'index', '/HKMNPR': 'index', '/host': 'host', '/stage?x=1': 'stage', '/replay': 'replay' };
  for (const [path, page] of Object.entries(pages)) {
    const response = await fetch(`${server.url}${path}`);
    expect(await response.text()).toBe(`page ${page}`);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port}`);
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(response.headers.get('strict-transport-security')).toBeNull();
  }
  const asset = await fetch(`${server.url}/assets/main-abc123.js`);
  expect(asset.headers.get('cache-control')).toContain('immutable');
  expect(asset.headers.get('content-encoding')).toMatch(/^(br|gzip)$/);
  expect((await fetch(`${server.url}/..%2f..%2fpackage.json`)).status).toBeGreaterThanOrEqual(400);
});

test('a file whose compressed form the build made is sent in that form, and the form is no file of its own', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), 'page');
  const script = 'export {};\n'.repeat(500);
  const form = brotliCompressSync(script);
  await writeFile(join(folder, 'assets', 'main-abc123.js'), script);
  await writeFile(join(folder, 'assets', 'main-abc123.js.br'), form);
  server = await startServer({ webRoot: folder });
  const response = await fetch(`${server.url}/assets/main-abc123.js`, { headers: { 'accept-encoding': 'br, gzip' } });
  expect(response.headers.get('content-encoding')).toBe('br');
  expect(response.headers.get('content-length')).toBe(String(form.length));
  expect(await response.text()).toBe(script);
  expect((await fetch(`${server.url}/assets/main-abc123.js.br`)).status).toBe(404);
});

test('an address that is nearly a room leads there; at any other a person reads words and a program JSON', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-web-'));
  for (const page of ['index.html', 'missing.html', 'app.css']) await writeFile(join(folder, page), `file ${page}`);
  server = await startServer({ webRoot: folder });
  const browser = { headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' } };
  const read = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${server!.url}${path}`, init);
    return [response.status, await response.text()];
  };
  for (const path of ['/EMJHER.', '/ЕМJНЕR', '/emj-her', '/EMJHER/', '/%EF%BC%A5MJHER']) {
    expect(await read(path, browser), path).toEqual([200, 'file index.html']);
  }
  expect(await read('/app.css')).toEqual([200, 'file app.css']);
  for (const path of ['/HOST', '/ABCDE', '/rooms/EMJHER', '/assets/gone.js']) {
    expect(await read(path, browser), path).toEqual([404, 'file missing.html']);
    expect(await errorOf(path), path).toEqual([404, 'malformed']);
  }
  expect(await errorOf('/HOST', { ...browser, method: 'POST' })).toEqual([404, 'malformed']);
  expect(await errorOf('/api/nothing', browser)).toEqual([404, 'malformed']);
});

test('a server that goes on looks every hour for what has become too old, and goes on when the store fails it', async () => {
  const day = 86_400_000;
  let now = Date.now();
  let hourly: (() => void) | undefined;
  const store = createMemoryStore();
  server = await startServer({
    store,
    now: () => now,
    retentionDays: 30,
    schedule: (run, delayMs) => {
      if (delayMs === 3_600_000) hourly = run;
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  });
  const wires = new Wires(server);
  const old = await openSession(server);
  const host = await wires.console(old);
  await host.command({ type: 'finishSession' });
  wires.closeAll();
  const abandoned = await openSession(server);
  now += 31 * day;
  const recent = await openSession(server);
  const hour = async () => {
    const run = hourly!;
    hourly = undefined;
    run();
    await until(() => hourly, 'the next hour to be planned');
  };
  const { purge } = store;
  store.purge = () => Promise.reject(new Error('disk full'));
  await hour();
  expect(await store.find(old.session)).toBeDefined();
  store.purge = purge;
  await hour();
  await until(
    () => [...server!.directory.rooms].every(({ id }) => id === recent.session),
    'the old rooms to be forgotten',
  );
  for (const { session } of [old, abandoned]) {
    expect(await errorOf(`/api/sessions/${session}/log`)).toEqual([404, 'unknown-session']);
    expect(await store.find(session)).toBeUndefined();
  }
  expect(await errorOf(`/api/sessions/${recent.session}/log`)).toEqual([409, 'not-finished']);
});
