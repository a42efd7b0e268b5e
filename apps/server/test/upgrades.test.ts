import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { frame, opcode, openRawWebSocket } from '../../../tests/chaos/attacks/raw-websocket.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { nodeSchedule } from '../src/runtime/system-schedule.ts';
import { openSession, startServer, testSettings, until, type TestServer } from './harness.ts';

let server: TestServer;
let metrics: Metrics;
beforeEach(async () => {
  metrics = new Metrics();
  // A socket that says nothing is closed after half a second instead of ten.
  server = await startServer({ metrics, schedule: (task, ms) => nodeSchedule(task, ms / 20) });
});
afterEach(() => server.close());

interface Given {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What a program gets that asks for an upgrade along with its request. */
function ask({ method = 'GET', path = '/api/server', headers = {}, body }: Given) {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const asked = request(`${server.url}${path}`, {
      method,
      headers: { connection: 'Upgrade, HTTP2-Settings', 'http2-settings': 'AAMAAABkAAQCAAAAAAIAAAAA', ...headers },
    });
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => (text += more));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asked.on('upgrade', () => reject(new Error('it was upgraded')));
    asked.on('error', reject);
    asked.end(body);
  });
}

test('a request that asks for HTTP/2 along the way, as curl and Java do, is answered as any other', async () => {
  for (const upgrade of ['h2c', 'TLS/1.0', 'websocket']) {
    const { status, text } = await ask({ headers: { upgrade } });
    expect(status, upgrade).toBe(200);
    expect(JSON.parse(text), upgrade).toMatchObject({ protocol: 1 });
  }
  expect(await ask({ method: 'HEAD', headers: { upgrade: 'h2c' } })).toEqual({ status: 200, text: '' });
  expect((await ask({ path: '/nowhere/at/all', headers: { upgrade: 'websocket' } })).status).toBe(404);
  expect((await ask({ path: '/socket.io/?EIO=4&transport=polling', headers: { upgrade: 'h2c' } })).status).toBe(200);
});

test('one that brings a body is refused with what to do', async () => {
  const body = JSON.stringify({ settings: testSettings() });
  const headers = { upgrade: 'h2c', 'content-type': 'application/json', 'content-length': String(body.length) };
  const { status, text } = await ask({ method: 'POST', path: '/api/sessions', headers, body });
  expect(status).toBe(400);
  expect(text).toContain('without an Upgrade header');
  await openSession(server);
});

/** A WebSocket by hand, which never answers the frame that closes it. */
async function openRudeSocket() {
  const socket = connect(server.port, '127.0.0.1');
  let received = Buffer.alloc(0);
  let closed = false;
  socket.on('data', (data) => (received = Buffer.concat([received, data])));
  socket.on('error', () => undefined).on('close', () => (closed = true));
  socket.write(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      '\r\n',
    ].join('\r\n'),
  );
  await until(() => received.includes('"sid"'), 'the handshake');
  // The text "40", masked with zeros: Socket.IO's request to connect.
  socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
  return { isClosed: () => closed, hasGoodbye: () => received.includes(Buffer.from([0x88])) };
}

const strangers = async () => {
  const found = /connections\{state="stranger"\} (\d+)/.exec(await metrics.registry.metrics());
  return Number(found?.[1]);
};

test('a WebSocket that was ended but is not let go by its client counts until it is cut off, which is soon', async () => {
  const socket = await openRudeSocket();
  await until(() => socket.hasGoodbye(), 'the goodbye');
  expect(socket.isClosed()).toBe(false);
  expect(await strangers()).toBe(1);
  await until(() => socket.isClosed(), 'the end of the connection', 20_000);
  await expect.poll(strangers).toBe(0);
});

test('a client that ends its connection is gone at once, without a ping that it left unanswered', async () => {
  const patient = await startServer({ pingMs: 600_000, schedule: (task, ms) => nodeSchedule(task, ms * 100) });
  try {
    const socket = await openRawWebSocket(patient.port);
    socket.write(frame(opcode.text, '40'));
    socket.resume().end();
    await once(socket, 'close');
  } finally {
    await patient.close();
  }
});
