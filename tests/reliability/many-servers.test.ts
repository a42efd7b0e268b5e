import { createClient, memoryStorage, rememberedSeat, socketTransport, type Client } from '@ack-attack/client';
import { settingsFor } from '@ack-attack/lesson';
import type { CommandResult, OpenedSession } from '@ack-attack/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Fleet } from '../chaos/fleet.ts';
import { startProxy } from '../wire/proxy-process.ts';
import { openBareSocket } from '../wire/bare-socket.ts';
import { openSession } from '../wire/session-api.ts';
import { waitFor } from '../wire/wait-for.ts';
import { exactlyOnceMistakes } from './exactly-once-check.ts';
import { orderTimes } from './order-times.ts';
import { WatchedClass } from './watched-class.ts';

/** Well above the time after which a proxy sends a server's clients elsewhere, and a process takes itself to have been paused. */
const pauseMs = 7_000;

let fleet: Fleet;
let opened: OpenedSession;
let open: { close(): void }[] = [];

beforeAll(async () => {
  fleet = await Fleet.start(3, true);
});
afterAll(() => fleet.stop());
beforeEach(async () => {
  opened = await openSession(fleet.proxy.url, settingsFor('at-least-once', 'junior'));
});
afterEach(() => {
  for (const each of open) each.close();
  open = [];
});

function phone(url = fleet.proxy.url, storage = memoryStorage()): Client<'phone'> {
  const client = createClient({ as: 'phone', storage, link: socketTransport(url) });
  open.push(client);
  return client;
}

async function host(url = fleet.proxy.url): Promise<Client<'console'>> {
  const client = createClient({ as: 'console', storage: memoryStorage(), link: socketTransport(url) });
  open.push(client);
  await client.resume(opened.session, opened.hostToken);
  return client;
}

test('where the network lets no WebSocket through, phones and consoles play by polling, after a reload too', async () => {
  const proxy = await startProxy(
    fleet.servers.map(({ port }) => port),
    { affinity: true, webSockets: false },
  );
  try {
    // A console knows only its session, and every request of its connection has to reach the same server.
    const teacher = await host(proxy.url);
    const storage = memoryStorage();
    const first = phone(proxy.url, storage);
    await first.join(opened.roomCode, 'Ana');
    expect(await teacher.send({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
    await waitFor('the phone sees the round', () => first.view?.phase === 'playing');
    first.close();
    const { session, token } = rememberedSeat(storage, 'phone')!;
    const second = phone(proxy.url, storage);
    await second.resume(session, token);
    expect(await teacher.send({ type: 'ringBell' })).toMatchObject({ outcome: 'accepted' });
    await waitFor('the phone hears the bell', () => second.view?.phase === 'predicting');
    expect(await second.send({ type: 'predict', lost: 1, duplicates: 0 })).toMatchObject({ outcome: 'accepted' });
  } finally {
    await proxy.stop();
  }
});

test('servers that are stopped and started one after the other hand their clients over, and the round goes on', async () => {
  // Of one room there are clients at every server.
  const proxy = await startProxy(
    fleet.servers.map(({ port }) => port),
    { affinity: false },
  );
  open.push({ close: () => void proxy.stop() });
  const watched = await WatchedClass.open(proxy.url);
  open.unshift(watched);

  for (let each = 0; each < fleet.servers.length; each++) {
    const stopped = fleet.servers[each]!.stop();
    await watched.playsOn();
    await stopped;
    await watched.playsOn();
    await fleet.startAgain(each);
  }

  const events = await watched.finish();
  expect(exactlyOnceMistakes(events, watched.answers)).toEqual([]);
  expect(orderTimes(events)).toMatchObject({ offTime: [] });
  expect(orderTimes(events).orders).toBeGreaterThan(10);
  // Every connection was at some server that ended, and each was told to go: none was cut, none met a closed door.
  for (const { ends, failures } of watched.stages) {
    expect(ends.length).toBeGreaterThanOrEqual(1);
    expect(new Set(ends)).toEqual(new Set(['io server disconnect']));
    expect(failures).toEqual([]);
  }
  // Nobody was asked to wait or refused, and for the game nobody was ever away.
  expect([...watched.shown].sort()).toEqual(['offline', 'online']);
  const types = new Set(events.map(({ type }) => type));
  for (const type of ['playerDisconnected', 'hostDisconnected', 'seatCovered', 'clockHeld'] as const) {
    expect(types).not.toContain(type);
  }
  expect(fleet.printed).not.toContain('"level":');
});

/** How soon they do, `pnpm bench restart` says. */
test.each([
  ['of which one serves the whole room', true],
  ['that all serve the room', false],
])(
  'of servers %s, one after the other is killed in the round: its phones play again, and nothing is lost, done twice or missed',
  async (_, affinity) => {
    const proxy = await startProxy(
      fleet.servers.map(({ port }) => port),
      { affinity },
    );
    open.push({ close: () => void proxy.stop() });
    const watched = await WatchedClass.open(proxy.url);
    open.unshift(watched);

    for (let each = 0; each < fleet.servers.length; each++) {
      await fleet.servers[each]!.kill9();
      await watched.playsOn();
      await fleet.startAgain(each);
      await watched.playsOn();
    }

    const events = await watched.finish();
    expect(exactlyOnceMistakes(events, watched.answers)).toEqual([]);
    expect(orderTimes(events)).toMatchObject({ offTime: [] });
    expect(orderTimes(events).orders).toBeGreaterThan(10);
    // The kills were felt: connections of the room were cut.
    expect(watched.stages.flatMap(({ ends }) => ends)).toContain('transport close');
    // Nobody was away for the game, and its time went on.
    const types = new Set(events.map(({ type }) => type));
    expect(types).not.toContain('seatCovered');
    expect(types).not.toContain('clockHeld');
  },
);

test('a server that stood still while its room went on at the others wakes up and does no harm', async () => {
  const proxy = await startProxy(
    fleet.servers.map(({ port }) => port),
    { affinity: false },
  );
  open.push({ close: () => void proxy.stop() });
  const watched = await WatchedClass.open(proxy.url);
  open.unshift(watched);
  const { session, roomCode, stageToken } = watched.opened;

  for (const paused of fleet.servers) {
    // Somebody who never goes elsewhere holds the room in the server's memory.
    const loyal = openBareSocket(paused.url, roomCode, { as: 'stage', session, token: stageToken });
    open.push(loyal);
    const versions: number[] = [];
    loyal.socket.on('view', ({ version }) => versions.push(version));
    await waitFor('a view of the server that will be paused', () => versions.length > 0);
    paused.signal('SIGSTOP');
    // Longer than it takes to be missed, and the game goes on meanwhile.
    for (const until = performance.now() + pauseMs; performance.now() < until;) await watched.playsOn();
    const reached = watched.version;
    paused.signal('SIGCONT');
    await watched.playsOn();
    await waitFor('it shows what happened meanwhile', () => versions.at(-1)! >= reached);
    await waitFor('it is ready', async () => (await fetch(`${paused.url}/readyz`)).ok);
  }

  const events = await watched.finish();
  expect(exactlyOnceMistakes(events, watched.answers)).toEqual([]);
  expect(orderTimes(events)).toMatchObject({ offTime: [] });
  // What it woke up with, its dead connections and its clock, is no news about anybody.
  const types = new Set(events.map(({ type }) => type));
  for (const type of ['playerDisconnected', 'hostDisconnected', 'seatCovered', 'clockHeld'] as const) {
    expect(types).not.toContain(type);
  }
});

test.each([
  ['has ended', () => fleet.redis.kill9(), () => fleet.redis.start()],
  ['does not answer', async () => fleet.redis.signal('SIGSTOP'), async () => fleet.redis.signal('SIGCONT')],
])(
  'while Redis %s nobody is cut off, commands are told so in the end, and then play goes on by itself',
  async (_, takeAway, bringBack) => {
    const watched = await WatchedClass.open(fleet.proxy.url);
    open.push(watched);
    const { session, roomCode, hostToken } = watched.opened;
    const console_ = openBareSocket(fleet.proxy.url, roomCode, {
      as: 'console',
      session,
      token: hostToken,
      device: 'bare-console',
    });
    open.push(console_);
    const answers: CommandResult[] = [];
    console_.socket.on('answer', (answer) => answers.push(answer));
    await new Promise((resolve) => console_.socket.once('welcome', resolve));
    const give = () =>
      console_.socket.emit('command', { seq: 1, id: 'lock-while-away', command: { type: 'lockRoom', locked: true } });

    await takeAway();
    try {
      give();
      await waitFor('the command is answered', () => answers.length > 0);
      expect(answers).toEqual([{ id: 'lock-while-away', outcome: 'rejected', code: 'store-unavailable' }]);
      // The proxy leaves it to the servers to say so: their pages, and whoever polls, are served.
      expect((await fetch(`${fleet.proxy.url}/api/server`)).status).toBe(200);
    } finally {
      await bringBack();
    }
    await watched.playsOn();
    give();
    await waitFor('it is answered again', () => answers.length > 1);
    expect(answers[1]).toMatchObject({ id: 'lock-while-away', outcome: 'accepted' });

    const events = await watched.finish();
    expect(exactlyOnceMistakes(events, [...watched.answers, answers[1]!])).toEqual([]);
    expect(orderTimes(events)).toMatchObject({ offTime: [] });
    expect([...watched.shown]).toEqual(['online']);
    expect([...watched.stages, console_].flatMap(({ ends }) => ends)).toEqual([]);
  },
);
