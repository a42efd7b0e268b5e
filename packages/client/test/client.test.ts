import { clientTimes, type CommandMessage, type Hello } from '@ack-attack/protocol';
import { expect, test } from 'vitest';
import type { Client } from '../src/client-api.ts';
import { createClient } from '../src/client.ts';
import { rememberedSeat } from '../src/credentials.ts';
import { memoryStorage, type KeyValueStorage } from '../src/storage.ts';
import { clockAheadMs, honestServer } from './honest-server.ts';
import { virtualTime } from './virtual-time.ts';

function setUp() {
  const time = virtualTime();
  const server = honestServer(time.now, time.schedule);
  const client = (storage: KeyValueStorage = memoryStorage()): Client<'phone'> =>
    createClient({
      as: 'phone',
      storage,
      now: time.now,
      random: () => 0.5,
      schedule: time.schedule,
      link: server.link(),
    });
  const join = async (joining: Client<'phone'>, name: string) => {
    const joined = joining.join('acd-efg', name);
    await time.until(() => joining.status === 'online');
    return joined;
  };
  return { time, server, client, join };
}

const guess = (lost: number) => ({ type: 'predict' as const, lost, duplicates: 0 });
const entriesOf = (client: Client<'phone'>) =>
  Object.values((client.view as unknown as { entries: Record<string, string> }).entries);

test('joins, is welcomed, sees the view and gets a command accepted', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  expect(ana.status).toBe('idle');
  const welcome = await join(ana, 'Ana');
  expect(welcome).toMatchObject({ player: 'p1', session: 's1' });
  expect(server.received[0]).toMatchObject({ event: 'join', payload: { room: 'ACDEFG', name: 'Ana' } });

  const answer = ana.send(guess(1));
  expect(ana.pending.map(({ command }) => command)).toEqual([guess(1)]);
  await time.until(() => ana.pending.length === 0);
  expect(await answer).toMatchObject({ outcome: 'accepted' });
  expect(server.log.map(({ message }) => message.command)).toEqual([guess(1)]);
  await time.until(() => entriesOf(ana).length === 1);
});

test('a screen names itself, each storage with a name of its own that outlives a reload; a phone does not', async () => {
  const { time, server, client, join } = setUp();
  const screen = (storage: KeyValueStorage) =>
    createClient({
      as: 'console',
      storage,
      now: time.now,
      random: () => 0.5,
      schedule: time.schedule,
      link: server.link(),
    });
  const storages = [memoryStorage(), memoryStorage()] as const;
  for (const storage of [storages[0], storages[0], storages[1]])
    void screen(storage)
      .resume('s1', 'secret')
      .catch(() => {});
  const greetings = () =>
    server.received.flatMap(({ event, payload }) => (event === 'hello' ? [payload as Hello] : []));
  await time.until(() => greetings().length >= 3);
  const [first, reloaded, other] = greetings().map(({ device }) => device);
  expect(first).toMatch(/^[\w-]{8,40}$/);
  expect(reloaded).toBe(first);
  expect(other).not.toBe(first);
  await join(client(), 'Ana');
  expect(server.received.filter(({ event }) => event === 'join')[0]?.payload).not.toHaveProperty('device');
});

test('sends commands in order, one at a time, with rising numbers', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  for (const lost of [1, 2, 3]) void ana.send(guess(lost));
  await time.until(() => server.log.length === 1);
  expect(server.received.filter(({ event }) => event === 'command')).toHaveLength(1);
  await time.until(() => ana.pending.length === 0);
  expect(server.log.map(({ message }) => [message.seq, message.command])).toEqual([
    [1, guess(1)],
    [2, guess(2)],
    [3, guess(3)],
  ]);
});

test('a join whose answer was lost is the same join, also after a reload', async () => {
  const { time, server, client, join } = setUp();
  const storage = memoryStorage();
  server.loses = (event) => event === 'welcome';
  const first = client(storage);
  const refused = expect(first.join('ACDEFG', 'Ana')).rejects.toMatchObject({ code: 'closed' });
  await time.until(() => server.players.length === 1 && server.received.length > 2);
  first.close();
  await refused;
  server.loses = () => false;
  const second = client(storage);
  expect((await join(second, 'Ana')).player).toBe('p1');
  expect(server.players).toEqual(['p1']);
});

test('a refusal has its code and suggestion, and joining again under another name works', async () => {
  const { time, client, join } = setUp();
  await join(client(), 'Ana');
  const other = client();
  const refused = expect(other.join('ACDEFG', 'Ana')).rejects.toMatchObject({
    code: 'name-taken',
    suggestion: 'Ana 2',
    claimable: true,
  });
  await time.until(() => other.status === 'refused');
  await refused;
  expect(other.refusal).toEqual({ code: 'name-taken', suggestion: 'Ana 2', claimable: true });
  expect((await join(other, 'Ana 2')).player).toBe('p2');
  expect(other.refusal).toBeUndefined();
});

test('a claim shows its number, waits without a connection, and brings the seat once the teacher has said yes', async () => {
  const { time, server, client, join } = setUp();
  await join(client(), 'Ana');
  const storage = memoryStorage();
  const forgetful = client(storage);
  const claimed = forgetful.claim('acd-efg', 'Ana');
  await time.until(() => forgetful.delay?.claimNumber !== undefined);
  expect(forgetful).toMatchObject({ status: 'connecting', delay: { code: 'claim-waiting', claimNumber: 42 } });
  const asked = () => server.received.filter(({ payload }) => (payload as { claim?: true }).claim);
  await time.until(() => asked().length === 4);
  // It is one claim, however often it is asked about.
  expect(new Set(asked().map(({ payload }) => (payload as { token: string }).token)).size).toBe(1);
  server.claim = () => 'granted';
  await time.until(() => forgetful.status === 'online');
  expect(await claimed).toMatchObject({ player: 'p1' });
  expect(forgetful.delay).toBeUndefined();
  // From here on it comes back as any other phone does.
  expect(rememberedSeat(storage, 'phone')).toMatchObject({ session: 's1', roomCode: 'ACDEFG' });
});

test('a claim that the teacher refused is over, and the next one is another claim', async () => {
  const { time, server, client, join } = setUp();
  await join(client(), 'Ana');
  const forgetful = client();
  server.claim = () => 'refused';
  for (let times = 0; times < 2; times++) {
    const refused = expect(forgetful.claim('ACDEFG', 'Ana')).rejects.toMatchObject({ code: 'claim-refused' });
    await time.until(() => forgetful.status === 'refused');
    await refused;
  }
  const secrets = server.received.flatMap(({ payload }) =>
    (payload as { claim?: true }).claim ? [(payload as { token: string }).token] : [],
  );
  expect(secrets).toHaveLength(2);
  expect(new Set(secrets).size).toBe(2);
});

test('asked to wait, it says so, keeps no connection, and gets in automatically once there is room', async () => {
  const { time, server, client } = setUp();
  server.full = () => 4_000;
  const ana = client();
  const joined = ana.join('ACDEFG', 'Ana');
  await time.until(() => ana.delay !== undefined);
  const asked = time.now();
  expect(ana.status).toBe('connecting');
  // As long as it was asked to, and a part of its own.
  expect(ana.delay).toEqual({ code: 'busy', until: asked + 5_000 });
  expect(server.received).toHaveLength(1);
  // Waking the device up is no reason to ask before.
  ana.reconnectNow();
  await time.pass(4_900);
  expect(server.received).toHaveLength(1);
  await time.pass(200);
  expect(server.received.map(({ event }) => event)).toEqual(['join', 'join']);
  expect(ana.delay?.until).toBeGreaterThan(asked + 5_000);
  server.full = () => undefined;
  await time.until(() => ana.status === 'online');
  expect(await joined).toMatchObject({ player: 'p1' });
  expect(ana.delay).toBeUndefined();
});

test('asked to wait on the way back, it keeps unanswered commands and sends them once it is in', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  server.full = () => 1_000;
  server.restart();
  await time.until(() => ana.delay !== undefined);
  expect(ana.status).toBe('offline');
  const answer = ana.send(guess(1));
  await time.pass(5_000);
  expect(server.log).toEqual([]);
  server.full = () => undefined;
  await time.until(() => ana.pending.length === 0);
  expect(await answer).toMatchObject({ outcome: 'accepted' });
  expect(server.log).toHaveLength(1);
});

test('a client that leaves while it waits does not come back', async () => {
  const { time, server, client } = setUp();
  server.full = () => 1_000;
  const ana = client();
  const refused = expect(ana.join('ACDEFG', 'Ana')).rejects.toMatchObject({ code: 'closed' });
  await time.until(() => ana.delay !== undefined);
  ana.leave();
  await refused;
  expect(ana.delay).toBeUndefined();
  const { length } = server.received;
  await time.pass(60_000);
  expect(server.received).toHaveLength(length);
});

test('resumes with the stored secret; a wrong one is refused', async () => {
  const { time, client, join } = setUp();
  const storage = memoryStorage();
  const first = client(storage);
  await join(first, 'Ana');
  first.close();
  const seat = rememberedSeat(storage, 'phone')!;
  const second = client(storage);
  const resumed = second.resume(seat.session, seat.token);
  await time.until(() => second.status === 'online');
  expect((await resumed).player).toBe('p1');

  const stranger = client();
  const refused = expect(stranger.resume('s1', 'wrong')).rejects.toMatchObject({ code: 'bad-token' });
  await time.until(() => stranger.status === 'refused');
  await refused;
});

test('sends a command again until it is answered, and once is enough', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  let lost = 3;
  server.loses = (event) => event === 'answer' && lost-- > 0;
  void ana.send(guess(1));
  await time.until(() => ana.pending.length === 0);
  expect(server.log).toHaveLength(1);
  const tries = server.received.filter(({ event }) => event === 'command').map(({ payload }) => payload);
  expect(tries).toHaveLength(4);
  expect(new Set(tries.map((sent) => (sent as CommandMessage).id)).size).toBe(1);
  expect(ana.counts).toEqual({ sent: 1, resent: 3, accepted: 1, rejected: 0 });
});

test('a store that did not answer in time is asked again with the same command', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  let failures = 2;
  server.ruling = ({ id }) => (failures-- > 0 ? { id, outcome: 'rejected', code: 'store-unavailable' } : undefined);
  const answer = ana.send(guess(1));
  await time.until(() => ana.pending.length === 0);
  expect(await answer).toMatchObject({ outcome: 'accepted' });
});

test('however long a store is away, its return is noticed as soon as after one try', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  const tried: number[] = [];
  server.ruling = ({ id }) => {
    tried.push(time.now());
    return tried.length <= 8 ? { id, outcome: 'rejected', code: 'store-unavailable' } : undefined;
  };
  void ana.send(guess(1));
  await time.until(() => ana.pending.length === 0);
  const waits = tried.slice(1).map((at, index) => at - tried[index]!);
  expect(waits).toHaveLength(8);
  // The server waits for its store itself; a client that asks ever more rarely would only be late.
  expect(Math.max(...waits)).toBeLessThan(1.5 * clientTimes.resendAfterMs);
});

test('a rejection ends the command and the next one goes', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  server.ruling = ({ id, seq }) => (seq === 1 ? { id, outcome: 'rejected', code: 'wrong-phase' } : undefined);
  const answers = [ana.send(guess(1)), ana.send(guess(2))];
  await time.until(() => ana.pending.length === 0);
  expect(await Promise.all(answers)).toMatchObject([
    { outcome: 'rejected', code: 'wrong-phase' },
    { outcome: 'accepted' },
  ]);
  expect(server.log.map(({ message }) => message.command)).toEqual([guess(2)]);
});

test('the outbox is bounded, and takes nothing before there is a seat', async () => {
  const { server, client, join } = setUp();
  const ana = client();
  await expect(ana.send(guess(0))).rejects.toMatchObject({ code: 'not-allowed' });
  await join(ana, 'Ana');
  server.ruling = () => 'silence';
  const room = Array.from({ length: 50 }, (_, at) => ana.send(guess(at)));
  await expect(ana.send(guess(50))).rejects.toMatchObject({ code: 'limit-reached' });
  expect(ana.pending).toHaveLength(50);
  const closed = Promise.allSettled(room);
  ana.close();
  expect((await closed).every(({ status }) => status === 'rejected')).toBe(true);
});

test('after a reload the next page sends unanswered commands, once', async () => {
  const { time, server, client, join } = setUp();
  const storage = memoryStorage();
  const first = client(storage);
  await join(first, 'Ana');
  server.loses = (event) => event === 'answer';
  const unanswered = Promise.allSettled([first.send(guess(1)), first.send(guess(2)), first.send(guess(3))]);
  await time.until(() => server.log.length === 1);
  first.close();
  await unanswered;
  server.loses = () => false;

  const second = client(storage);
  await join(second, 'Ana');
  expect(second.pending).toHaveLength(3);
  await time.until(() => second.pending.length === 0);
  expect(server.log.map(({ message }) => message.command)).toEqual([guess(1), guess(2), guess(3)]);
});

test('a newer device takes over, and the older one stops until its user wants it back', async () => {
  const { time, server, client, join } = setUp();
  const storage = memoryStorage();
  const first = client(storage);
  await join(first, 'Ana');
  const { session, token } = rememberedSeat(storage, 'phone')!;
  server.ruling = () => 'silence';
  const kept = first.send(guess(1));
  const queued = first.send(guess(2));
  await time.until(() => server.received.some(({ event }) => event === 'command'));
  server.ruling = () => undefined;

  const second = client();
  void second.resume(session, token);
  await time.until(() => first.status === 'refused' && second.status === 'online');
  expect(first.refusal?.code).toBe('superseded');
  await expect(first.send(guess(9))).rejects.toMatchObject({ code: 'superseded' });
  void second.send(guess(7));
  await time.until(() => second.pending.length === 0);
  await time.pass(60_000);
  expect(first.status).toBe('refused');

  // What was sent may have been accepted under its number: it is not renumbered. What was never sent is.
  void first.resume(session, token);
  await time.until(() => first.pending.length === 0);
  expect(await kept).toMatchObject({ outcome: 'rejected', code: 'stale-command' });
  expect(await queued).toMatchObject({ outcome: 'accepted' });
  expect(second.status).toBe('refused');
  expect(server.log.map(({ message }) => [message.seq, message.command])).toEqual([
    [1, guess(7)],
    [2, guess(2)],
  ]);
});

test('beside another device of the seat a command takes the next free number', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  for (let round = 0; round < 3; round++) server.actElsewhere('p1');
  const answers = [ana.send(guess(1)), ana.send(guess(2))];
  await time.until(() => ana.pending.length === 0);
  expect(await Promise.all(answers)).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
  expect(server.log.map(({ message }) => [message.seq, message.command])).toEqual([
    [4, guess(1)],
    [5, guess(2)],
  ]);
});

test('reconnects automatically, and shows that it was away', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  const seen: string[] = [];
  const stop = ana.subscribe(() => seen.push(ana.status));
  server.restart();
  expect(ana.status).toBe('offline');
  const answer = ana.send(guess(1));
  await time.until(() => ana.pending.length === 0);
  expect(await answer).toMatchObject({ outcome: 'accepted' });
  expect(seen[0]).toBe('offline');
  expect(seen.at(-1)).toBe('online');
  stop();
  const heard = seen.length;
  server.restart();
  expect(seen).toHaveLength(heard);
});

test('a lost view is noticed at the next one and asked for as a whole', async () => {
  const { time, server, client, join } = setUp();
  const [ana, bob] = [client(), client()];
  await join(ana, 'Ana');
  await join(bob, 'Bob');
  server.loses = (event, payload) => event === 'view' && 'base' in (payload as object);
  void ana.send(guess(1));
  await time.until(() => ana.pending.length === 0);
  await time.pass(100);
  expect(entriesOf(ana)).toHaveLength(0);
  server.loses = () => false;
  const before = ana.view;
  void bob.send(guess(2));
  await time.until(() => entriesOf(ana).length === 2, 1_000);
  expect(ana.view).not.toBe(before);
  expect(before).toMatchObject({ entries: {} });
});

test('a view lost at the end is found by the next sync', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  await time.pass(1_000);
  server.loses = (event) => event === 'view';
  void ana.send(guess(1));
  await time.until(() => ana.pending.length === 0);
  server.loses = () => false;
  await time.until(() => entriesOf(ana).length === 1, clientTimes.syncEveryMs + 1_000);
});

test('keeps the offset that the quickest answer gave', async () => {
  const { time, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  await time.pass(20_000);
  expect(Math.abs(ana.serverNow() - (time.now() + clockAheadMs))).toBeLessThanOrEqual(5);
});

test('waking up finds a dead connection and opens another', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  server.loses = () => true;
  ana.reconnectNow();
  await time.until(() => ana.status === 'offline', clientTimes.probeMs + 100);
  server.loses = () => false;
  await time.until(() => ana.status === 'online');
});

test('waking up after a long sleep opens another connection without asking the old one', async () => {
  const { time, server, client, join } = setUp();
  const ana = client();
  await join(ana, 'Ana');
  server.loses = () => true;
  await time.pass(clientTimes.syncEveryMs + clientTimes.probeMs + 1);
  expect(ana.status).toBe('online');
  ana.reconnectNow();
  expect(ana.status).toBe('offline');
  server.loses = () => false;
  await time.until(() => ana.status === 'online');
});

test.each([
  ['slept, with a clock that slept too', 3_600_000, false],
  ['had its calendar set back', -3_600_000, true],
])('waking up asks the connection that it has unless nothing was heard for long: a device that %s', async (...row) => {
  const [, aheadMs, keeps] = row;
  const time = virtualTime();
  const server = honestServer(time.now, time.schedule);
  let ahead = 0;
  const ana = createClient({
    as: 'phone',
    storage: memoryStorage(),
    now: time.now,
    calendarNow: () => time.now() + ahead,
    random: () => 0.5,
    schedule: time.schedule,
    link: server.link(),
  });
  void ana.join('acd-efg', 'Ana');
  await time.until(() => ana.status === 'online');
  ahead = aheadMs;
  ana.reconnectNow();
  expect(ana.status).toBe(keeps ? 'online' : 'offline');
  await time.pass(clientTimes.syncEveryMs);
  expect(ana.status).toBe('online');
  expect(Math.abs(ana.serverNow() - (time.now() + clockAheadMs))).toBeLessThanOrEqual(5);
});

test('leaving forgets the seat and pending commands', async () => {
  const { server, client, join } = setUp();
  const storage = memoryStorage();
  const ana = client(storage);
  await join(ana, 'Ana');
  server.ruling = () => 'silence';
  const unanswered = expect(ana.send(guess(1))).rejects.toMatchObject({ code: 'closed' });
  ana.leave();
  await unanswered;
  expect(ana.status).toBe('idle');
  expect(rememberedSeat(storage, 'phone')).toBeUndefined();
  server.ruling = () => undefined;
  expect((await join(ana, 'Bob')).player).toBe('p2');
  expect(ana.pending).toHaveLength(0);
});

test('a silent connection is given up, and commands sent meanwhile count once', async () => {
  const time = virtualTime();
  const server = honestServer(time.now, time.schedule);
  const inner = server.link();
  let opens = 0;
  let swallows = false;
  const ana = createClient({
    as: 'phone',
    storage: memoryStorage(),
    now: time.now,
    random: () => 0.5,
    schedule: time.schedule,
    link: {
      open(listener, room) {
        opens++;
        const heard = {
          ...listener,
          packet: (...packet: Parameters<typeof listener.packet>) => {
            if (!swallows) listener.packet(...packet);
          },
        };
        inner.open(heard, room);
      },
      send: (event, payload) => void (swallows || inner.send(event, payload)),
      close: () => inner.close(),
    },
  });
  void ana.join('acd-efg', 'Ana');
  await time.until(() => ana.status === 'online');
  await time.pass(60_000);
  expect(opens).toBe(1);
  swallows = true;
  const answer = ana.send(guess(1));
  await time.until(() => ana.status !== 'online', 2 * clientTimes.syncEveryMs);
  expect(opens).toBe(2);
  swallows = false;
  await time.until(() => ana.pending.length === 0);
  expect(await answer).toMatchObject({ outcome: 'accepted' });
  expect(server.log).toHaveLength(1);
});

test('a greeting that went along with the connection is sent again only where no answer comes', async () => {
  const time = virtualTime();
  const server = honestServer(time.now, time.schedule);
  const sent: string[] = [];
  const taken: unknown[] = [];
  const link = server.link();
  const client = createClient({
    as: 'phone',
    storage: memoryStorage(),
    now: time.now,
    random: () => 0.5,
    schedule: time.schedule,
    link: {
      open: (listener, room, greeting) =>
        link.open(
          {
            ...listener,
            up() {
              const first = greeting?.();
              taken.push(first);
              listener.up(true);
              // The first one's answer is lost, and so nothing is heard of it.
              if (taken.length > 1 && first?.event === 'hello') link.send('hello', first.message);
            },
          },
          room,
        ),
      send(event, payload) {
        sent.push(event);
        link.send(event, payload);
      },
      close: () => link.close(),
    },
  });
  const joined = client.join('acd-efg', 'Ana');
  await time.until(() => taken.length === 1);
  expect(taken).toMatchObject([{ event: 'join', message: { room: 'ACDEFG', name: 'Ana' } }]);
  expect(sent).toEqual([]);
  await time.until(() => client.status === 'online');
  expect(sent.filter((event) => event === 'join')).toHaveLength(1);
  await joined;

  server.restart();
  await time.until(() => client.status !== 'online');
  await time.until(() => client.status === 'online');
  expect(taken[1]).toMatchObject({ event: 'hello', message: { session: 's1' } });
  expect(sent).not.toContain('hello');
});
