import { request } from 'node:http';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

let server: TestServer;
let wires: Wires;
beforeEach(async () => {
  server = await startServer({ allowedOrigins: ['https://school.example'] });
  wires = new Wires(server);
});
afterEach(async () => {
  wires.closeAll();
  await server.close();
});

const foreign = ['https://evil.example', 'null', 'http://127.0.0.1:1', 'https://school.example.evil.example'];

test('a page of another origin gets no socket, by WebSocket or by polling', async () => {
  for (const origin of foreign) {
    for (const transport of ['websocket', 'polling'] as const) {
      const wire = wires.wire([transport], { origin });
      await until(() => wire.failures.length > 0, `a refusal of ${origin} over ${transport}`);
      expect(wire.socket.connected).toBe(false);
    }
  }
});

test('its own pages, allowed ones and programs get one', async () => {
  const opened = await openSession(server);
  for (const headers of [{ origin: server.url }, { origin: 'https://school.example' }, undefined]) {
    const wire = wires.wire(undefined, headers);
    await wire.hello('stage', opened.session, opened.stageToken);
    expect(wire.view).toMatchObject({ roomCode: opened.roomCode });
  }
});

test('a page of another origin opens no session, and nobody reads an answer across origins', async () => {
  const body = JSON.stringify({ settings: testSettings() });
  for (const origin of foreign) {
    const headers = { 'content-type': 'application/json', origin };
    const response = await fetch(`${server.url}/api/sessions`, { method: 'POST', headers, body });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: 'wrong-origin' });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  }
  // A form or an image of another site sends no origin everywhere, but says that it is from there.
  const response = await fetch(`${server.url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
    body,
  });
  expect(response.status).toBe(403);
  expect([...server.directory.rooms]).toEqual([]);
  await openSession(server, undefined, { origin: server.url });
});

test('a foreign name that leads to this machine opens nothing that is for the machine itself', async () => {
  const list = (host: string) =>
    new Promise<number>((resolve, reject) => {
      request(`${server.url}/api/sessions`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  expect(await list(`localhost:${server.port}`)).toBe(200);
  expect(await list(`evil.example:${server.port}`)).toBe(403);
});

test('a proxy that rewrites Host is named in the log, a few times at most', async () => {
  const lines: { level: number; origin?: string; host?: string; msg: string }[] = [];
  const own = await startServer({
    logger: pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]) }),
  });
  const open = (headers: Record<string, string>) =>
    fetch(`${own.url}/api/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ settings: testSettings() }),
    });
  for (let time = 0; time < 3; time++) {
    const response = await open({ origin: 'http://game.school.example' });
    expect(await response.json()).toMatchObject({ error: 'wrong-origin' });
  }
  expect(lines).toMatchObject([{ origin: 'http://game.school.example', host: `127.0.0.1:${own.port}` }]);
  expect(lines[0]!.msg).toContain('PUBLIC_URL');
  // Another site's page is no proxy's fault.
  expect((await open({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect(lines).toHaveLength(1);
  for (let site = 0; site < 40; site++) await open({ origin: `http://${site}.example/${'x'.repeat(1_000)}` });
  expect(lines).toHaveLength(10);
  expect(Math.max(...lines.map((line) => JSON.stringify(line).length))).toBeLessThan(1_000);
  // Where the browser itself says that the page is the server's own, no setting is needed.
  expect((await open({ origin: 'https://game.school.example', 'sec-fetch-site': 'same-origin' })).status).toBe(201);
  await own.close();
});
