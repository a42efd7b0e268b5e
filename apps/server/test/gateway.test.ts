import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { Admission, admissionLimits } from '../src/admission.ts';
import { openGateway, type GatewayOptions } from '../src/gateway.ts';
import { Metrics } from '../src/metrics.ts';
import { until } from './harness.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Sockets on a port: whatever has to wait for a turn waits until `turn` is called, and for a time until `pass` is. */
async function start() {
  const turns: (() => void)[] = [];
  const timers = new Set<() => void>();
  const clock = { now: () => performance.now(), later: (run: () => void) => void turns.push(run) };
  const admission = new Admission(admissionLimits(100), () => 0, clock);
  const http = createServer();
  const ended: Socket[] = [];
  http.on('connection', (socket) => socket.once('end', () => ended.push(socket)));
  // What a connection needs once it is made: none of these is.
  const unused = {} as Pick<GatewayOptions, 'directory' | 'guesses'>;
  openGateway(http, {
    ...unused,
    shell: {
      now: Date.now,
      schedule: (run) => {
        timers.add(run);
        return () => timers.delete(run);
      },
      report: () => {},
    },
    logger: pino({ level: 'silent' }),
    metrics: new Metrics(),
    admission,
    allowedOrigins: new Set(),
    addressOf: () => '127.0.0.1',
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ends.push(() => (http.closeAllConnections(), http.close()));
  const { port } = http.address() as AddressInfo;
  const shakeHands = () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    ends.push(() => socket.destroy());
    let told = '';
    socket.on('data', (data) => (told += data.toString()));
    socket.on('error', () => {});
    socket.write(
      [
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
        `Host: 127.0.0.1:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${Buffer.alloc(16, 7).toString('base64')}`,
        '\r\n',
      ].join('\r\n'),
    );
    return { socket, told: () => told };
  };
  const turn = () => {
    for (const run of turns.splice(0)) run();
  };
  const pass = () => {
    for (const run of [...timers]) run();
  };
  return { admission, ended, shakeHands, turn, pass };
}

test('who has given a handshake up is passed over and let go, and who waits is answered', async () => {
  const { admission, ended, shakeHands, turn } = await start();
  const gone = shakeHands();
  await until(() => admission.waiting === 1, 'the first to wait');
  const patient = shakeHands();
  await until(() => admission.waiting === 2, 'both to wait');
  gone.socket.end();
  await until(() => ended.length === 1, 'the server to hear that one has gone');
  turn();
  await until(() => patient.told() !== '', 'an answer');
  expect(patient.told()).toMatch(/^HTTP\/1.1 101 /);
  await until(() => ended[0]?.destroyed, 'the other to be let go');
  expect(gone.told()).toBe('');
});

test('of those that are answered only so many may still owe their next word, and none for long', async () => {
  const { admission, shakeHands, turn, pass } = await start();
  const clients = Array.from({ length: 193 }, shakeHands);
  const answered = () => clients.filter(({ told }) => told() !== '').length;
  await until(() => admission.waiting === 193, 'all to wait');
  await until(() => (turn(), answered() === 192), 'all but one to be answered');
  turn();
  expect(admission.waiting).toBe(1);
  pass();
  await until(() => (turn(), answered() === 193), 'the last to be answered');
});
