import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../../../apps/server/src/runtime/logger.ts';
import { Metrics } from '../../../apps/server/src/metrics/metrics.ts';
import {
  openSession,
  startServer,
  testSettings,
  until,
  Wires,
  type TestServer,
} from '../../../apps/server/test/harness.ts';
import { dice, postRawBodies, writeRawFrames, writeRawRequest } from './raw-frames.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
});

test.each([1, 2, 3, 4])('rubbish of seed %i below Socket.IO changes nothing and fails nothing', async (seed) => {
  const logged: string[] = [];
  const metrics = new Metrics();
  const logger = createLogger('error', { write: (line) => void logged.push(line) });
  server = await startServer({ logger, metrics });
  wires = new Wires(server);
  const opened = await openSession(server, testSettings({ roundMs: 3_600_000 }));
  const host = await wires.console(opened);
  const phone = await wires.phone(opened, 'Ana');
  const room = (await server.directory.byId(opened.session))!;
  await until(() => room.state.hostConnected && room.state.players[0]?.connected, 'both to be there');
  phone.emit('sync', { version: 0, sentAt: 4_711 });
  await until(() => phone.received.some((text) => text.includes('"sentAt":4711')), 'the newest view');
  const { version } = room.state;
  const view = JSON.stringify(phone.view);

  const roll = dice(seed);
  for (let connection = 0; connection < 12; connection++) {
    await writeRawFrames(server.port, roll);
    if (connection % 4 === 0) await postRawBodies(server.url, roll, 3);
    if (connection % 4 === 1) await writeRawRequest(server.port, roll);
  }
  expect(room.state.version).toBe(version);
  expect(JSON.stringify(phone.view)).toBe(view);
  expect([host, phone].every(({ socket }) => socket.connected)).toBe(true);
  expect(logged).toEqual([]);
  expect(await metrics.registry.getSingleMetricAsString('ack_attack_failures_total')).not.toMatch(/ [1-9]\d*$/m);
  expect(await host.command({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
});
