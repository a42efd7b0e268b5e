import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { admissionLimits, PacedAdmission } from '../src/admission/paced-admission.ts';
import { openGateway, type GatewayOptions } from '../src/sockets/gateway.ts';
import { Shedding } from '../src/admission/shedding.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { OriginCheck } from '../src/runtime/origin.ts';
import { until } from './harness.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Sockets on a port: whatever has to wait for a turn waits until `turn` is called. Whatever is done takes `stepMs`. */
async function start({ sockets = 1_100, stepMs = 0 } = {}) {
  const turns: (() => void)[] = [];
  let now = 0;
  const clock = { now: () => (now += stepMs), later: (run: () => void) => void turns.push(run) };
  const admission = new PacedAdmission({ ...admissionLimits(100), sockets }, () => 0, clock);
  const http = createServer();
  const accepted: Socket[] = [];
  http.on('connection', (socket) => accepted.push(socket));
  const ended = () => accepted.filter(({ readableEnded }) => readableEnded);
  // What a connection needs once it is made: none of these is.
  const unused = {} as Pick<GatewayOptions, 'directory' | 'guesses' | 'claims' | 'roomShares'>;
  const logger = pino({ level: 'silent' });
  const metrics = new Metrics();
  openGateway(http, {
    ...unused,
    runtime: { now: Date.now, steadyNow: () => performance.now(), schedule: () => () => {}, report: () => {} },
    logger,
    metrics,
    shedding: new Shedding(metrics, logger, Date.now),
    admission,
    origins: new OriginCheck(new Set(), pino({ level: 'silent' })),
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
  return { admission, ended, shakeHands, turn };
}

test('a client that has given its handshake up is skipped and closed, and one that waits is answered', async () => {
  const { admission, ended, shakeHands, turn } = await start();
  const gone = shakeHands();
  await until(() => admission.waiting === 1, 'the first to wait');
  const patient = shakeHands();
  await until(() => admission.waiting === 2, 'both to wait');
  gone.socket.end();
  await until(() => ended().length === 1, 'the server to hear that one has gone');
  turn();
  await until(() => patient.told() !== '', 'an answer');
  expect(patient.told()).toMatch(/^HTTP\/1.1 101 /);
  await until(() => ended()[0]?.destroyed, 'the other to be let go');
  expect(gone.told()).toBe('');
});

test('an upgrade for which the queue has no place is refused and its connection closed', async () => {
  const { shakeHands } = await start({ sockets: 1 });
  shakeHands();
  const oneTooMany = shakeHands();
  await until(() => oneTooMany.told() !== '', 'an answer');
  expect(oneTooMany.told()).toMatch(/^HTTP\/1.1 503 /);
  await until(() => oneTooMany.socket.readableEnded, 'the connection to end');
});

test('a mass disconnect is handled a few milliseconds at a time', async () => {
  // Each takes longer than there is time for in one turn.
  const { ended, shakeHands, turn } = await start({ stepMs: 5 });
  const clients = Array.from({ length: 3 }, shakeHands);
  await until(() => (turn(), clients.every(({ told }) => told().includes(' 101 '))), 'all to be answered');
  for (const { socket } of clients) socket.end();
  await until(() => ended().length === 3, 'the server to hear that all have gone');
  const left = () => ended().filter(({ writableEnded }) => writableEnded).length;
  for (const gone of [1, 2, 3]) {
    expect(left()).toBe(gone - 1);
    turn();
    expect(left()).toBe(gone);
  }
});
