import type { OpenedSession } from '@ack-attack/protocol';
import { afterEach, expect, test } from 'vitest';
import { parseTrustedProxies } from '../src/runtime/client-address.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer, type Wire } from './harness.ts';

let server: TestServer;
let wires: Wires;
afterEach(async () => {
  wires.closeAll();
  await server.close();
});

const guest = { 'x-forwarded-for': '5.5.5.5' };
const teacher = { 'x-forwarded-for': '9.9.9.9' };

function tryToOpen(headers: Record<string, string>): Promise<Response> {
  return fetch(`${server.url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ settings: testSettings() }),
  });
}

async function enter({ session, hostToken }: OpenedSession, headers: Record<string, string>): Promise<Wire> {
  const wire = wires.wire(['websocket'], headers);
  await wire.hello('console', session, hostToken);
  return wire;
}

test('one network fills nine tenths of the rooms, and a teacher elsewhere still opens one', async () => {
  server = await startServer({ maxRooms: 10, trustedProxies: parseTrustedProxies('1') });
  wires = new Wires(server);
  const slept = await openSession(server, testSettings(), guest);
  const consoles: Wire[] = [];
  for (let opened = 0; opened < 9; opened++) {
    consoles.push(await enter(await openSession(server, testSettings(), guest), guest));
  }
  const refused = await tryToOpen(guest);
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: 'server-full' });
  // Neither does it get a further room by waking one that it opened before.
  await expect(enter(slept, guest)).rejects.toThrow('busy');

  const own = await openSession(server, testSettings(), teacher);
  const host = await enter(own, teacher);
  expect(await host.command({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  // Into a room that is in use anybody comes, from wherever.
  const student = wires.wire(['websocket'], guest);
  await student.join(own.roomCode, 'Ana');

  // A room that nobody is in counts no more.
  const { directory } = server;
  const before = directory.inUse;
  consoles[0]!.close();
  await until(() => directory.inUse < before, 'one room less in use');
  expect((await tryToOpen(guest)).status).toBe(201);
});
