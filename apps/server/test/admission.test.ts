import { createClient, memoryStorage } from '@ack-attack/client';
import { random } from '@ack-attack/engine';
import { clientTimes, type PhoneView, type StageView } from '@ack-attack/protocol';
import { afterEach, expect, test } from 'vitest';
import { admissionLimits, PacedAdmission } from '../src/admission/paced-admission.ts';
import { TimeSlicedQueue } from '../src/admission/time-sliced-queue.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer, type Wire } from './harness.ts';

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
  await until(() => playersOf(host).length >= 2, 'both on the console');
  expect(playersOf(host)).toHaveLength(2);
  // A phone that was in takes its seat over while the server is full.
  const again = await wires.phone(opened, 'Ana');
  expect(again.welcomes[0]?.player).toBe(ana.welcomes[0]?.player);

  ben.close();
  expect(await joined).toMatchObject({ roomCode: opened.roomCode });
  expect(dan.delay).toBeUndefined();
  await until(() => playersOf(host).length === 3, 'the newcomer on the console');
});

test('a server without admission lets every client in, and plays the same game', async () => {
  await start({ admission: 'none', maxConnections: 1, loopDelayMs: () => 10_000 });
  const opened = await openSession(server!);
  const host = await wires.console(opened);
  const ana = await wires.phone(opened, 'Ana');
  await wires.phone(opened, 'Ben');
  expect(await host.command({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  await until(() => (ana.view as PhoneView).phase === 'playing', 'the round on a phone');
  expect((await fetch(`${server!.url}/api/rooms/${opened.roomCode}`)).status).toBe(200);
});

function playersOf({ view }: Wire): readonly string[] {
  return Object.keys((view as StageView).players);
}

test('while the event loop is late newcomers wait, and connected clients are served', async () => {
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

test('one network holds only so many unauthenticated sockets', async () => {
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
  const turnstile = new TimeSlicedQueue({
    concurrency: 2,
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

test('a turnstile gives way to what goes first, but not for long', async () => {
  const turns: (() => void)[] = [];
  let now = 0;
  let comes = true;
  const turnstile = new TimeSlicedQueue({
    concurrency: 8,
    waiting: 8,
    budgetMs: 10,
    yieldToEventLoop: () => comes,
    now: () => now,
    later: (run) => turns.push(run),
  });
  let done = 0;
  const enter = () => turnstile.enter(async () => void done++);
  const turn = () => turns.shift()!();
  enter();
  turn();
  // Nothing had its turn for long before.
  expect(done).toBe(1);
  enter();
  for (now = 1; now < 50; now++) turn();
  expect(done).toBe(1);
  turn();
  expect(done).toBe(2);
  comes = false;
  enter();
  turn();
  expect(done).toBe(3);
});

interface Storm {
  count: number;
  handshakeMs: number;
  /** Whether a client asks how long the queue is before it gives its place in it up. */
  asks: boolean;
}

/**
 * Clients that come at once, in virtual time. Resolves with when all were in, in ms, and with how many connections each
 * made for that on average.
 */
async function storm({ count, handshakeMs, asks }: Storm): Promise<{ tookMs: number; tries: number }> {
  let now = 0;
  let inside = 0;
  let tries = 0;
  const turns: (() => void)[] = [];
  const admission = new PacedAdmission(admissionLimits(6_000), () => 0, {
    now: () => now,
    later: (run) => turns.push(run),
  });
  const clients = Array.from({ length: count }, (_, number) => ({ number, tries: 0, wakesAt: 0, waits: false }));
  const chance = (client: (typeof clients)[number]) => random(1, 'storm', client.number, client.tries);
  const knock = (client: (typeof clients)[number]) => {
    const own = ++client.tries;
    tries++;
    client.waits = true;
    client.wakesAt = now + clientTimes.connectMs * (1 + 0.4 * chance(client));
    const gone = () => client.tries !== own || !client.waits;
    const taken = admission.handshake(() => {
      now += handshakeMs;
      inside++;
      client.wakesAt = Number.POSITIVE_INFINITY;
    }, gone);
    expect(taken).toBe(true);
  };
  const wake = (client: (typeof clients)[number]) => {
    const { queueMs } = admission;
    if (client.waits && asks && queueMs > 0) {
      client.wakesAt = now + clientTimes.connectMs + queueMs * (0.7 + 0.6 * chance(client));
    } else if (client.waits) {
      client.waits = false;
      client.wakesAt = now + 300 + 1_200 * chance(client);
    } else knock(client);
  };
  while (inside < count) {
    for (const client of clients) if (client.wakesAt <= now) wake(client);
    const turn = turns.shift();
    if (turn) turn();
    else now += 10;
    // Works of a turn end before the next begins.
    await Promise.resolve().then(() => undefined);
    await Promise.resolve();
  }
  return { tookMs: now, tries: tries / count };
}

test.each([1, 3, 6])(
  'where 5,000 come at once and a handshake takes %i ms, a client that asks before giving up keeps its place, and none comes twice',
  async (handshakeMs) => {
    const { tookMs, tries } = await storm({ count: 5_000, handshakeMs, asks: true });
    expect(tookMs).toBeLessThanOrEqual(5_000 * handshakeMs * 1.05);
    expect(tries).toBe(1);
  },
);

test('where clients give up without asking, all come in all the same', async () => {
  const { tries } = await storm({ count: 5_000, handshakeMs: 3, asks: false });
  expect(tries).toBeGreaterThan(1);
});

test('a queued client is told how long it waits, by the latest waits of others', async () => {
  let now = 0;
  const turns: (() => void)[] = [];
  const admission = new PacedAdmission(admissionLimits(6_000), () => 0, {
    now: () => now,
    later: (run) => turns.push(run),
  });
  expect(admission.queueMs).toBe(0);
  const enter = (count: number) => {
    for (let index = 0; index < count; index++)
      admission.handshake(
        () => void (now += 10),
        () => false,
      );
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  enter(64);
  expect(admission.queueMs).toBe(0);
  enter(936);
  expect(admission.queueMs).toBeGreaterThan(0);
  for (let left = 500; left > 0; left--) {
    turns.shift()!();
    await settle();
  }
  expect(admission.queueMs).toBeGreaterThan(500 * 9);
  expect(admission.queueMs).toBeLessThan(500 * 11);
  enter(5_000);
  expect(admission.queueMs).toBe(30_000);
});

test('whatever a network holds, a share of what the others leave stays free', () => {
  const admission = new PacedAdmission({ ...admissionLimits(100), sockets: 200 }, () => 0);
  const enterAll = (network: string) => {
    for (let entered = 0; ; entered++) {
      if (admission.newcomer(network)) return entered;
      const counted = admission.socket(network);
      if (typeof counted === 'string') return entered;
      counted.entered();
    }
  };
  expect(enterAll('greedy')).toBe(90);
  expect(admission.newcomer('greedy')).toBe('network');
  expect(enterAll('another')).toBe(9);
  expect(enterAll('last')).toBe(1);
  expect(admission.newcomer('greedy')).toBe('connections');
});

test('sockets that say nothing leave a share to the others as well, and give their places back', () => {
  const admission = new PacedAdmission({ ...admissionLimits(100), sockets: 100 }, () => 0);
  const held = [];
  for (let counted = admission.socket('greedy'); typeof counted !== 'string'; counted = admission.socket('greedy')) {
    held.push(counted);
  }
  expect(held).toHaveLength(90);
  expect(admission.socket('greedy')).toBe('network');
  const other = admission.socket('other');
  expect(other).toHaveProperty('entered');
  for (const { gone } of held) gone();
  expect(admission.sockets).toBe(1);
  expect(admission.socket('greedy')).toHaveProperty('entered');
});

test('a session has only so many stages and consoles, and one that is closed makes room for the next', async () => {
  await start({});
  const opened = await openSession(server!);
  const stages = [];
  for (let stage = 0; stage < 20; stage++) stages.push(await wires.stage(opened));
  await expect(wires.stage(opened)).rejects.toThrow('too-many-screens');
  await wires.console(opened);
  stages[0]!.close();
  await until(() => inRoom(opened.session, 'stage') === 19, 'the end of a stage');
  await wires.stage(opened);
});

function inRoom(session: string, kind: 'stage'): number | undefined {
  return [...server!.directory.rooms].find(({ id }) => id === session)?.screens(kind);
}

test('on a full network, a session still gets its own console and stage, and no further ones', async () => {
  await start({ maxConnections: 20 });
  const [crowd, small] = [await openSession(server!), await openSession(server!)];
  for (let phone = 0; phone < 18; phone++) await wires.phone(crowd, `Pupil ${phone}`);
  await expect(wires.wire().join(crowd.roomCode, 'One more')).rejects.toThrow('busy');
  await wires.console(small);
  await wires.stage(small);
  await wires.stage(small);
  await expect(wires.stage(small)).rejects.toThrow('busy');
});
