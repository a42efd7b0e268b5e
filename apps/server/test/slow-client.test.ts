import { createConnection, type Socket as TcpSocket } from 'node:net';
import type { PlayerId } from '@ack-attack/engine';
import { protocolVersion, type PhoneView, type StageView } from '@ack-attack/protocol';
import { afterEach, expect, test } from 'vitest';
import { openSession, startServer, testSettings, until, Wires, type TestServer, type Wire } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires;
let pong: NodeJS.Timeout | undefined;
afterEach(async () => {
  clearInterval(pong);
  wires.closeAll();
  await server?.close();
});

/** Stops reading what comes, below everything that would notice. */
function stopReading(wire: Wire): TcpSocket {
  const { transport } = wire.socket.io.engine as unknown as { transport: { ws: { _socket: TcpSocket } } };
  return transport.ws._socket.pause();
}

const isHere = (screen: Wire, player: PlayerId) => (screen.view as StageView).players[player]?.connected;

test('a client that asks for more and more and reads nothing is ended, and the others of its room are served', async () => {
  let ahead = 0;
  // The clock goes on with each packet, so that no allowance is ever used up.
  server = await startServer({ now: () => Date.now() + ahead, sendLimits: { packets: 400, characters: 400_000 } });
  wires = new Wires(server);
  const opened = await openSession(server, testSettings({ roundMs: 3_600_000 }));
  const host = await wires.console(opened);
  const greedy = await wires.phone(opened, 'Greedy');
  const ana = await wires.phone(opened, 'Ana');
  const player = greedy.welcomes[0]!.player!;
  await host.command({ type: 'startRound' });
  await until(() => (ana.view as PhoneView).phase === 'playing', 'the round');

  stopReading(greedy);
  // It keeps saying that it is there, without having seen a single ping.
  const { transport } = greedy.socket.io.engine as unknown as { transport: { ws: { send(text: string): void } } };
  pong = setInterval(() => transport.ws.send('3'), 1_000);
  await until(() => {
    for (let packet = 0; packet < 200; packet++) {
      ahead += 60;
      greedy.emit('sync', { version: 0, sentAt: packet });
    }
    return isHere(host, player) === false;
  }, 'the greedy client to be ended');

  expect(
    await host.command({ type: 'placeOrder', lane: Object.keys((host.view as StageView).lanes)[0] }),
  ).toMatchObject({
    outcome: 'accepted',
  });
  expect(isHere(host, ana.welcomes[0]!.player!)).toBe(true);
  // It may come back, and has its seat.
  const again = wires.wire();
  again.emit('hello', {
    protocol: protocolVersion,
    as: 'phone',
    session: opened.session,
    token: `token-of-Greedy-${'x'.repeat(20)}`,
  });
  expect((await until(() => again.welcomes[0], 'the way back')).player).toBe(player);
});

test('a connection that died without a word is noticed by its silence', async () => {
  server = await startServer({ pingMs: 150 });
  wires = new Wires(server);
  const opened = await openSession(server);
  const host = await wires.console(opened);
  const dead = await wires.phone(opened, 'Dead');
  const ana = await wires.phone(opened, 'Ana');
  stopReading(dead);
  await until(() => isHere(host, dead.welcomes[0]!.player!) === false, 'the dead connection to be noticed');
  expect(isHere(host, ana.welcomes[0]!.player!)).toBe(true);
});

test('a client that sends its request drop by drop is not waited for', async () => {
  server = await startServer({ requestTimeoutMs: 200 });
  wires = new Wires(server);
  const slow = createConnection(server.port, '127.0.0.1');
  let answer = '';
  slow.on('data', (chunk) => (answer += chunk.toString()));
  slow.write(
    'POST /api/sessions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
  );
  await new Promise((resolve) => slow.once('close', resolve));
  expect(answer).toContain('408');
});
