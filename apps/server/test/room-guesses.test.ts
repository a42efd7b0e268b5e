import { createMemoryStore } from '@ack-attack/store';
import { afterEach, expect, test } from 'vitest';
import { parseTrustedProxies } from '../src/runtime/client-address.ts';
import { guessLimits, RoomCodeLimiter } from '../src/admission/room-code-limiter.ts';
import { openSession, startServer, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
  server = undefined;
});

const from = (address: string) => ({ 'x-forwarded-for': address });
const teacher = '203.0.113.1';
const stranger = '198.51.100.7';
const guesses = { perMinute: 5, firstWaitMs: 60_000, slowBurst: 10, slowPerSecond: 1 };

/** A server behind one proxy of our own, so that a test can come from anywhere. */
async function startBehindProxy(): Promise<TestServer> {
  server = await startServer({ trustedProxies: parseTrustedProxies('1'), guesses });
  wires = new Wires(server);
  return server;
}

const ask = async (code: string, address: string) =>
  (await fetch(`${server!.url}/api/rooms/${code}`, { headers: from(address) })).status;

/** What a phone at an address is told that joins with a code. */
async function join(code: string, address: string) {
  const wire = wires!.wire(undefined, from(address));
  wire.emit('join', {
    protocol: 1,
    room: code,
    name: `Of ${address}`.slice(0, 20),
    token: `${address}${'x'.repeat(30)}`,
  });
  await until(() => wire.refusals.length + wire.welcomes.length > 0, 'an answer to the join');
  return wire.welcomes.length > 0 ? 'in' : wire.refusals[0]!;
}

test('a stranger who walks through the codes is slowed down to a code now and then', async () => {
  let now = Date.now();
  server = await startServer({ trustedProxies: parseTrustedProxies('1'), guesses, now: () => now });
  wires = new Wires(server);
  for (const guess of ['AAAAAA', 'AAAAAC', 'AAAAAD']) expect(await ask(guess, stranger)).toBe(404);
  // The page and the socket share one account.
  for (const guess of ['AAAAAE', 'AAAAAF']) expect(await join(guess, stranger)).toEqual({ code: 'unknown-room' });
  const walk = async (codes: number) => {
    const answers = [];
    for (let code = 0; code < codes; code++)
      answers.push(await ask(`AAAA${'ACDEFGHJ'[code >> 3]}${'ACDEFGHJ'[code & 7]}`, stranger));
    return answers.filter((status) => status === 404).length;
  };
  expect(await walk(40)).toBe(guesses.slowBurst);
  now += 10_000;
  expect(await walk(40)).toBe(10 * guesses.slowPerSecond);
  const told = await join('AAAAAG', stranger);
  expect(told).toMatchObject({ code: 'rate-limited' });
  expect((told as { retryAfterMs: number }).retryAfterMs).toBeLessThanOrEqual(3_000);
  // Nobody else pays for it.
  expect(await ask('AAAAAG', '198.51.100.8')).toBe(404);
});

test('one student who guesses without end keeps nobody of the school from joining a room opened elsewhere', async () => {
  const school = stranger;
  const { roomCode } = await openSession(await startBehindProxy(), undefined, from(teacher));
  const guesser = wires!.wire(undefined, from(school));
  const guess = async (code: string) => {
    const before = guesser.refusals.length;
    guesser.emit('join', { protocol: 1, room: code, name: 'Eve', token: 'e'.repeat(32) });
    return until(() => guesser.refusals[before], 'an answer to the guess');
  };
  for (const code of ['AAAAAA', 'AAAAAC', 'AAAAAD', 'AAAAAE', 'AAAAAF']) {
    expect((await guess(code)).code).toBe('unknown-room');
  }
  // From here on the network has to wait, and this connection may try a code every few seconds.
  expect((await guess('AAAAAG')).code).toBe('unknown-room');
  expect((await guess('AAAAAH')).code).toBe('rate-limited');
  expect(await join(roomCode, school)).toBe('in');
  // One who is in opens the room to the whole class.
  for (let phone = 0; phone < 30; phone++) expect(await ask(roomCode, school)).toBe(200);
});

test('tries that are looked up at the same time count before the store answers', async () => {
  const store = createMemoryStore();
  const { findByRoomCode } = store;
  let lookedUp = 0;
  let answer: (() => void) | undefined;
  const slow = new Promise<void>((resolve) => (answer = resolve));
  store.findByRoomCode = async (code) => {
    lookedUp++;
    await slow;
    return findByRoomCode.call(store, code);
  };
  const now = Date.now();
  server = await startServer({ store, trustedProxies: parseTrustedProxies('1'), guesses, now: () => now });
  const codes = [...'ACDEFGHJKMNPRTWXY'].flatMap((first) => [...'ACDEFG'].map((second) => `AAAA${first}${second}`));
  const answers = codes.map((code) => ask(code, stranger));
  const most = guesses.perMinute + guesses.slowBurst;
  let refused = 0;
  for (const status of answers) void status.then((code) => (refused += code === 429 ? 1 : 0));
  await until(() => refused >= codes.length - most, 'the others to be refused');
  expect(lookedUp).toBeLessThanOrEqual(most);
  answer!();
  expect((await Promise.all(answers)).filter((code) => code === 404)).toHaveLength(lookedUp);
});

test('a class that asks for one room at once is one try, whatever the store takes', () => {
  const limited = new RoomCodeLimiter(() => 0, { ...guessLimits, ...guesses });
  const tries = Array.from({ length: 150 }, () => limited.try('net', 'HKMNPR'));
  expect(tries.filter((tried) => 'waitMs' in tried)).toEqual([]);
  for (const tried of tries) if ('right' in tried) tried.right();
  for (const code of ['AAAAAA', 'AAAAAC', 'AAAAAD', 'AAAAAE', 'AAAAAF']) {
    expect(limited.try('net', code)).not.toHaveProperty('waitMs');
  }
});

test('a try that the store fails is no wrong one', () => {
  const limited = new RoomCodeLimiter(() => 0, { ...guessLimits, ...guesses, slowBurst: 1 });
  for (let tries = 0; tries < 100; tries++) {
    const tried = limited.try('net', `CODE${tries}`);
    expect(tried).not.toHaveProperty('waitMs');
    if ('failed' in tried) tried.failed();
  }
});

test('a whole school behind one address gets in, also beside somebody who guesses', async () => {
  const school = teacher;
  const { roomCode } = await openSession(await startBehindProxy(), undefined, from(school));
  for (let phone = 0; phone < 200; phone++) expect(await ask(roomCode, school)).toBe(200);
  for (let guess = 0; guess < 5; guess++) expect(await ask(`AAAAA${'ACDEF'[guess]}`, school)).toBe(404);
  for (let guess = 0; guess < guesses.slowBurst; guess++) await ask(`AAAAC${'ACDEFGHJKM'[guess]}`, school);
  expect(await ask('AAAAAG', school)).toBe(429);
  expect(await ask(roomCode, school)).toBe(200);
  expect(await join(roomCode, school)).toBe('in');
});

test('where the class is elsewhere than its teacher, right codes never count', async () => {
  const { roomCode } = await openSession(await startBehindProxy(), undefined, from(teacher));
  for (let phone = 0; phone < 200; phone++) expect(await ask(roomCode, stranger)).toBe(200);
  expect(await ask('AAAAAA', stranger)).toBe(404);
});

test('an address that a client makes up changes nothing', async () => {
  server = await startServer({ guesses });
  wires = new Wires(server);
  const answers = [];
  for (let guess = 0; guess < 40; guess++) answers.push(await ask('AAAAAA', `10.0.0.${guess}`));
  expect(answers.slice(0, guesses.perMinute)).toEqual(Array(guesses.perMinute).fill(404));
  expect(answers).toContain(429);
  await server.close();
  // Behind a proxy, only what the proxy itself added counts.
  await startBehindProxy();
  for (let guess = 0; guess < guesses.perMinute + guesses.slowBurst; guess++) {
    expect(await ask('AAAAAA', `10.0.0.${guess}, ${stranger}`)).toBe(404);
  }
  expect(await ask('AAAAAA', `10.0.0.99, ${stranger}`)).toBe(429);
  expect(await ask('AAAAAA', `${stranger}, 198.51.100.8`)).toBe(404);
});

test('one socket gets only so many tries', async () => {
  server = await startServer();
  wires = new Wires(server);
  const wire = wires.wire();
  for (let tries = 1; tries <= 10; tries++) {
    wire.emit('join', { protocol: 1, room: 'AAAAAA', name: 'Eve', token: 'e'.repeat(32) });
    await until(() => wire.refusals.length === tries, `refusal ${tries}`);
  }
  await until(() => !wire.socket.connected, 'the end of the connection');
});

test('each further wait is twice as long, up to the longest, and an hour later all is forgotten', () => {
  let now = 0;
  const limits = { perMinute: 2, firstWaitMs: 10_000, longestWaitMs: 40_000, slowEveryMs: 1_000, slowBurst: 0 };
  const limited = new RoomCodeLimiter(() => now, { ...limits, slowPerSecond: 0 });
  const guess = () => {
    const tried = limited.try('net', 'AAAAAA');
    if ('waitMs' in tried) return false;
    tried.wrong();
    return true;
  };
  const exhaust = () => {
    expect([guess(), guess(), guess()]).toEqual([true, true, false]);
    const since = now;
    for (; 'waitMs' in peek(); now += 1_000);
    return now - since;
  };
  const peek = () => {
    const tried = limited.try('net', 'AAAAAA');
    if ('failed' in tried) tried.failed();
    return tried;
  };
  expect([exhaust(), exhaust(), exhaust(), exhaust()]).toEqual([10_000, 20_000, 40_000, 40_000]);
  now += 3_600_000;
  expect(exhaust()).toBe(10_000);
});
