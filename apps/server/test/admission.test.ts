import { createClient, memoryStorage } from '@ack-attack/client';
import { random } from '@ack-attack/engine';
import { clientTimes, type PhoneView, type StageView } from '@ack-attack/protocol';
import { afterEach, expect, test } from 'vitest';
import { Admission, admissionLimits } from '../src/admission.ts';
import { Turnstile } from '../src/turnstile.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires;
const clients: { close(): void }[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  wires.closeAll();
  await server?.close();
});

async function start(options: Parameters<typeof startServer>[0]): Promise<TestServer> {
  server = await startServer(options);
  wires = new Wires(server);
  return server;
}

test('beyond the limit newcomers are told to wait and get in later; those inside play on and may come back', async () => {
  await start({ maxConnections: 3, admission: { firstWaitMs: 50 }, loopDelayMs: () => 0 });
  const opened = await openSession(server!);
  const host = await wires.console(opened);
  const ana = await wires.phone(opened, 'Ana');
  const ben = await wires.phone(opened, 'Ben');

  const late = wires.wire();
  late.emit('join', { protocol: 1, room: opened.roomCode, name: 'Cleo', token: 'c'.repeat(32) });
  const told = await until(() => late.refusals[0], 'an answer to who came too late');
  expect(told.code).toBe('busy');
  expect(told.retryAfterMs).toBeGreaterThanOrEqual(50);
  await until(() => !late.socket.connected, 'the socket of who has to wait to be closed');

  const dan = createClient({ as: 'phone', url: server!.url, storage: memoryStorage() });
  clients.push(dan);
  const joined = dan.join(opened.roomCode, 'Dan');
  await until(() => dan.delay, 'the client to be asked to wait');
  expect(dan.delay?.code).toBe('busy');

  // Those inside notice nothing.
  expect(await host.command({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  await until(() => (ana.view as PhoneView).phase === 'playing', 'the round on a phone');
  expect(Object.keys((host.view as StageView).players)).toHaveLength(2);
  // A phone that was in takes its seat over while the server is full.
  const again = await wires.phone(opened, 'Ana');
  expect(again.welcomes[0]?.player).toBe(ana.welcomes[0]?.player);

  ben.close();
  expect(await joined).toMatchObject({ roomCode: opened.roomCode });
  expect(dan.delay).toBeUndefined();
  expect(Object.keys((host.view as StageView).players)).toHaveLength(3);
});

test('while the event loop is late nobody new comes in, and whoever is in is served', async () => {
  let delayMs = 0;
  await start({ loopDelayMs: () => delayMs, admission: { loopDelayMs: 300, firstWaitMs: 50 } });
  const opened = await openSession(server!);
  const host = await wires.console(opened);
  await wires.phone(opened, 'Ana');
  delayMs = 301;
  await expect(wires.wire().join(opened.roomCode, 'Ben')).rejects.toThrow('busy');
  const response = await fetch(`${server!.url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ settings: testSettings() }),
  });
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ error: 'busy' });
  expect(await host.command({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  const stage = await wires.stage(opened);
  expect((stage.view as StageView).phase).toBe('playing');
  delayMs = 300;
  await wires.phone(opened, 'Ben');
});

test('one network holds only so many sockets that do not say who they are', async () => {
  await start({ admission: { strangersOfNetwork: 3 } });
  const opened = await openSession(server!);
  const silent = [wires.wire(), wires.wire(), wires.wire()];
  await until(() => silent.every(({ socket }) => socket.connected), 'three silent sockets');
  const fourth = wires.wire();
  await new Promise((resolve) => fourth.socket.once('disconnect', resolve));
  // Who says who it is makes room for the next.
  await silent[0]!.hello('stage', opened.session, opened.stageToken);
  await wires.phone(opened, 'Ana');
});

test('sockets beyond what the server can hold are refused before they are made', async () => {
  await start({ admission: { sockets: 2 } });
  const inside = [wires.wire(), wires.wire()];
  await until(() => inside.every(({ socket }) => socket.connected), 'two sockets');
  const third = wires.wire();
  await until(() => third.failures.length > 0, 'the third to be refused');
  inside[0]!.close();
  let next = wires.wire();
  await until(() => {
    if (next.failures.length > 0) next = wires.wire();
    return next.socket.connected;
  }, 'room for another');
});

test('a turnstile keeps the order, bounds what is under way and what waits, and yields when its time is up', async () => {
  const turns: (() => void)[] = [];
  let now = 0;
  const turnstile = new Turnstile({
    atOnce: 2,
    waiting: 4,
    budgetMs: 10,
    now: () => now,
    later: (run) => turns.push(run),
  });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const enter = (id: number, costMs = 0) =>
    turnstile.enter(() => {
      begun.push(id);
      now += costMs;
      return new Promise((resolve) => ends.push(resolve));
    });
  const turn = () => turns.shift()?.();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  expect([enter(1, 10), enter(2), enter(3), enter(4), enter(5)]).toEqual([true, true, true, true, false]);
  expect(begun).toEqual([]);
  turn();
  // The first took all the time there was.
  expect(begun).toEqual([1]);
  turn();
  expect(begun).toEqual([1, 2]);
  // Two are under way: nothing begins before one has ended.
  expect(turns).toEqual([]);
  expect(turnstile.waiting).toBe(2);
  ends.shift()!();
  await settle();
  turn();
  expect(begun).toEqual([1, 2, 3]);
  for (const end of ends.splice(0)) end();
  await settle();
  turn();
  expect(begun).toEqual([1, 2, 3, 4]);
  expect(enter(6)).toBe(true);
});

/**
 * Clients that come at once to a server whose handshakes take it so long, in virtual time: each gives up and tries again
 * as a client does. Resolves with how many are in after `forMs`.
 */
async function inAfterStorm(count: number, handshakeMs: number, forMs: number): Promise<number> {
  let now = 0;
  let inside = 0;
  const turns: (() => void)[] = [];
  const admission = new Admission(admissionLimits(6_000), () => 0, { now: () => now, later: (run) => turns.push(run) });
  const clients = Array.from({ length: count }, (_, number) => ({ number, tries: 0, wakesAt: 0, waits: false }));
  const rest = (client: (typeof clients)[number]) => {
    client.waits = false;
    client.wakesAt = now + 300 + 1_200 * random(1, 'storm', client.number, client.tries);
  };
  const knock = (client: (typeof clients)[number]) => {
    const own = ++client.tries;
    client.waits = true;
    client.wakesAt = now + clientTimes.connectMs;
    const taken = admission.handshake((inTime) => {
      // The server does not see that somebody has gone, and does its work all the same.
      now += inTime ? handshakeMs : 0.05;
      if (client.tries !== own || !client.waits || now > client.wakesAt) return;
      if (!inTime) return rest(client);
      inside++;
      client.wakesAt = Number.POSITIVE_INFINITY;
    });
    if (!taken) rest(client);
  };
  while (now < forMs && inside < count) {
    for (const client of clients) {
      if (client.wakesAt > now) continue;
      if (client.waits) rest(client);
      else knock(client);
    }
    const turn = turns.shift();
    if (turn) turn();
    else now += 10;
    // Works of a turn end before the next begins.
    await Promise.resolve().then(() => undefined);
    await Promise.resolve();
  }
  return inside;
}

test.each([1, 3, 6])(
  'where 5,000 come at once and a handshake takes %i ms, all come in, however many give up meanwhile',
  async (handshakeMs) => {
    expect(await inAfterStorm(5_000, handshakeMs, 5_000 * handshakeMs * 3 + 10_000)).toBe(5_000);
  },
);
