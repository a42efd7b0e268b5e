import { createHook } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { requestsAtOnce } from '../src/admission/request-limit.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { openSession, startServer, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
let folder: string | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
  if (folder) await rm(folder, { recursive: true });
  [server, wires, folder] = [undefined, undefined, undefined];
});

const requestChannel = 'http.server.request.start';

/** Watches the answers that this process makes at once, and what they cost. */
function watchAnswers() {
  const seen = { peak: 0, files: 0, compressors: 0, unsentBytes: 0 };
  let underWay = 0;
  const hook = createHook({
    init: (_id, type) => {
      if (type === 'ZLIB') seen.compressors++;
      if (type === 'FILEHANDLE' || type === 'FSREQCALLBACK') seen.files++;
    },
  }).enable();
  const listener = (message: unknown) => {
    const { response, socket } = message as { response: ServerResponse; socket: Socket };
    // What the parser still holds of a connection that was cut off is not answered.
    if (socket.destroyed) return;
    seen.peak = Math.max(seen.peak, ++underWay);
    seen.unsentBytes = Math.max(seen.unsentBytes, socket.writableLength);
    let over = false;
    const end = () => {
      if (!over) underWay--;
      over = true;
    };
    response.once('close', end);
    socket.setMaxListeners(0).once('close', end);
  };
  subscribe(requestChannel, listener);
  return {
    seen,
    stop: () => {
      hook.disable();
      unsubscribe(requestChannel, listener);
    },
  };
}

const shed = async (metrics: Metrics) =>
  Number(/shed_total\{reason="pipelined"\} (\d+)/.exec(await metrics.registry.metrics())?.[1] ?? 0);

test.each(['/', '/api/server', '/api/rooms/AAAAAA'])(
  'a connection that pipelines thousands of GET %s and reads nothing is cut off after a few, and costs nothing more',
  async (path) => {
    folder = await mkdtemp(join(tmpdir(), 'ack-attack-web-'));
    await writeFile(join(folder, 'index.html'), `<!doctype html>${'a page of some length '.repeat(3_000)}`);
    const metrics = new Metrics();
    server = await startServer({ webRoot: folder, metrics });
    wires = new Wires(server);
    const host = await wires.console(await openSession(server));
    // Its compressed form is made when it is first asked for.
    expect((await fetch(`${server.url}/`, { headers: { 'accept-encoding': 'gzip' } })).status).toBe(200);

    const { seen, stop } = watchAnswers();
    const flood = connect(server.port, '127.0.0.1').pause();
    flood.on('error', () => {});
    const ended = new Promise((resolve) => flood.once('close', resolve));
    flood.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n`.repeat(5_000));
    // One who does not read would not see the end either.
    await until(() => flood.destroyed || flood.resume(), 'the flood to be read');
    await ended;
    stop();
    const page = await fetch(`${server.url}/`, { headers: { 'accept-encoding': 'gzip' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-encoding')).toBe('gzip');
    expect(await host.command({ type: 'lockRoom', locked: true })).toMatchObject({ outcome: 'accepted' });

    expect(seen.peak).toBeLessThanOrEqual(requestsAtOnce + 2);
    expect(seen.files).toBe(0);
    expect(seen.compressors).toBeLessThanOrEqual(path === '/' ? 0 : requestsAtOnce);
    expect(seen.unsentBytes).toBeLessThan(4_000_000);
    expect(await shed(metrics)).toBe(1);
    expect(await metrics.registry.getSingleMetricAsString('ack_attack_requests_under_way')).toMatch(/ 0$/m);
  },
);

test('a client that reads nothing of its answer is ended', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-web-'));
  await writeFile(join(folder, 'index.html'), 'page');
  // More than the system keeps for a connection.
  await writeFile(join(folder, 'large.bin'), Buffer.alloc(32 * 1024 * 1024));
  server = await startServer({ webRoot: folder, unreadTimeoutMs: 300 });
  let serverSide: Socket | undefined;
  const listener = (message: unknown) => (serverSide = (message as { socket: Socket }).socket);
  subscribe(requestChannel, listener);
  const client = connect(server.port, '127.0.0.1').pause();
  client.on('error', () => {});
  client.write('GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n');
  await until(() => serverSide?.destroyed, 'the end of the connection');
  unsubscribe(requestChannel, listener);
  client.destroy();
});

test('a page is sent in the form that its client takes, and not again to a client that has it', async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-web-'));
  const text = `page ${'x'.repeat(1_000)}`;
  await writeFile(join(folder, 'index.html'), text);
  await writeFile(join(folder, 'icon.png'), Buffer.alloc(500));
  server = await startServer({ webRoot: folder });
  const get = (path: string, headers: Record<string, string>) => fetch(`${server!.url}${path}`, { headers });
  const tags = new Set<string>();
  for (const [accepted, sent] of [
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
    ['br;q=0, gzip', 'gzip'],
  ] as const) {
    const page = await get('/', { 'accept-encoding': accepted });
    expect(page.headers.get('content-encoding')).toBe(sent);
    expect(page.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
    expect(await page.text()).toBe(text);
    const tag = page.headers.get('etag')!;
    tags.add(tag);
    // Without it, fetch asks for a page that no cache has seen.
    const revalidating = { 'cache-control': 'max-age=0', 'if-none-match': tag };
    const again = await get('/', { 'accept-encoding': accepted, ...revalidating });
    expect([again.status, await again.text()]).toEqual([304, '']);
  }
  expect(tags.size).toBe(3);
  const icon = await get('/icon.png', {});
  expect(icon.headers.get('content-encoding')).toBeNull();
  expect(icon.headers.get('content-type')).toBe('image/png');
  const head = await fetch(`${server.url}/`, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await fetch(`${server.url}/icon.png`, { method: 'POST' })).status).toBe(404);
});
