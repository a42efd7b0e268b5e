import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { FrameLimit, frameLimits } from '../src/admission/frame-limit.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { openSession, startServer, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
const open: WebSocket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  wires?.closeAll();
  await server?.close();
  [server, wires] = [undefined, undefined];
});

const { burst, perSecond } = frameLimits.frames;
const shed = async (metrics: Metrics) =>
  Number(/shed_total\{reason="frames"\} (\d+)/.exec(await metrics.registry.metrics())?.[1] ?? 0);

/** A socket below Socket.IO's client, connected to the main namespace. */
async function rawSocket(): Promise<{ socket: WebSocket; texts: string[]; ended: () => boolean }> {
  const socket = new WebSocket(`${server!.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  open.push(socket);
  const texts: string[] = [];
  socket.on('message', (data: Buffer) => texts.push(data.toString()));
  socket.on('error', () => {});
  await until(() => texts.some((text) => text.startsWith('0')), 'the handshake');
  socket.send('40');
  await until(() => texts.some((text) => text.startsWith('40')), 'the namespace');
  return { socket, texts, ended: () => socket.readyState === WebSocket.CLOSED };
}

const floods: Record<string, (socket: WebSocket) => void> = {
  'pongs of Engine.IO': (socket) => socket.send('3'),
  acknowledgements: (socket) => socket.send('431[1]'),
  'connects to unknown namespaces': (socket) => socket.send('40/n,'),
  'pings of the WebSocket': (socket) => socket.ping(),
  'pongs of the WebSocket': (socket) => socket.pong(),
  events: (socket) => socket.send('42["sync",{}]'),
};

test.each(Object.keys(floods))('a client that floods with %s is cut off, and the others play on', async (kind) => {
  let now = Date.now();
  const metrics = new Metrics();
  server = await startServer({ now: () => now, metrics });
  wires = new Wires(server);
  const host = await wires.console(await openSession(server));
  const { socket, texts, ended } = await rawSocket();
  let pongs = 0;
  socket.on('pong', () => pongs++);
  // So many as are allowed do no harm, and more are once time has passed.
  for (let frame = 0; frame < burst - 10; frame++) floods[kind]!(socket);
  const answered = async () => {
    socket.send('42["hello",{}]');
    const before = texts.length;
    await until(() => texts.slice(before).some((text) => text.startsWith('42["refused"')), 'an answer behind them');
  };
  await answered();
  now += 60_000;
  for (let frame = 0; frame < burst - 10; frame++) floods[kind]!(socket);
  await answered();
  expect(await shed(metrics)).toBe(0);

  const before = { texts: texts.length, pongs };
  for (let frame = 0; frame < 20 * burst; frame++) floods[kind]!(socket);
  await until(ended, 'the end of the connection');
  expect(await shed(metrics)).toBe(1);
  expect(texts.length - before.texts + pongs - before.pongs).toBeLessThanOrEqual(burst);
  expect(await host.command({ type: 'lockRoom', locked: true })).toMatchObject({ outcome: 'accepted' });
});

test('frames without any content count by their bytes', async () => {
  const bytes = { burst: 6_000, perSecond: 1 };
  let excesses = 0;
  const limit = new FrameLimit(
    () => 0,
    () => excesses++,
    { ...frameLimits, bytes },
  );
  const http = createServer();
  const accepting = new limit.webSocketServer({ server: http });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const socket = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  open.push(socket);
  socket.on('error', () => {});
  await once(socket, 'open');
  // None of them ends the message, so that no message ever comes.
  for (let sent = 0; sent < 2 * bytes.burst; sent += 6) socket.send('', { fin: false });
  await until(() => socket.readyState === WebSocket.CLOSED, 'the end of the connection');
  expect(excesses).toBe(1);
  accepting.close();
  http.close();
});

test('what a client sends by polling counts as well', async () => {
  const metrics = new Metrics();
  const now = Date.now();
  server = await startServer({ now: () => now, metrics });
  const url = `${server.url}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1)) as { sid: string };
  const post = async (packet: string, count: number) =>
    (await fetch(`${url}&sid=${sid}`, { method: 'POST', body: Array(count).fill(packet).join('\x1e') })).status;
  expect(await post('3', burst)).toBe(200);
  await post('3', burst);
  expect(await shed(metrics)).toBe(1);
  // The session is gone.
  expect(await post('3', 1)).toBe(400);
});

test('a client that keeps to the pace stays', async () => {
  let now = Date.now();
  const metrics = new Metrics();
  server = await startServer({ now: () => now, metrics });
  const { socket, texts, ended } = await rawSocket();
  for (let second = 0; second < 20; second++) {
    now += 1_000;
    for (let frame = 0; frame < perSecond; frame++) socket.send('3');
    socket.send('42["hello",{}]');
    await until(() => texts.filter((text) => text.startsWith('42["refused"')).length > second, 'an answer');
  }
  expect(ended()).toBe(false);
  expect(await shed(metrics)).toBe(0);
});
