import { afterEach, expect, test, vi } from 'vitest';
import { parseTrustedProxies } from '../src/client-address.ts';
import { RoomGuesses } from '../src/room-guesses.ts';
import { openSession, startServer, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  vi.useRealTimers();
  wires?.closeAll();
  await server?.close();
  server = undefined;
});

const from = (address: string) => ({ 'x-forwarded-for': address });
const teacher = '203.0.113.1';
const stranger = '198.51.100.7';
const guesses = { perMinute: 5, firstWaitMs: 60_000 };

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

test('who walks through the codes is stopped, and learns nothing more, not even from a right one', async () => {
  const { roomCode } = await openSession(await startBehindProxy(), undefined, from(teacher));
  for (const guess of ['AAAAAA', 'AAAAAC', 'AAAAAD']) expect(await ask(guess, stranger)).toBe(404);
  // The page and the socket share one account.
  for (const guess of ['AAAAAE', 'AAAAAF']) expect(await join(guess, stranger)).toEqual({ code: 'unknown-room' });
  expect(await ask('AAAAAG', stranger)).toBe(429);
  expect(await ask(roomCode, stranger)).toBe(429);
  const told = await join(roomCode, stranger);
  expect(told).toMatchObject({ code: 'rate-limited' });
  expect((told as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
  // Nobody else pays for it.
  expect(await ask(roomCode, '198.51.100.8')).toBe(200);
  expect(await join(roomCode, '198.51.100.9')).toBe('in');
});

test('a whole school behind one address gets in, also beside somebody who guesses', async () => {
  const school = teacher;
  const { roomCode } = await openSession(await startBehindProxy(), undefined, from(school));
  for (let phone = 0; phone < 200; phone++) expect(await ask(roomCode, school)).toBe(200);
  for (let guess = 0; guess < 5; guess++) expect(await ask(`AAAAA${'ACDEF'[guess]}`, school)).toBe(404);
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
  for (let guess = 0; guess < 5; guess++) expect(await ask('AAAAAA', `10.0.0.${guess}`)).toBe(404);
  expect(await ask('AAAAAA', '10.0.0.99')).toBe(429);
  await server.close();
  // Behind a proxy, only what the proxy itself added counts.
  await startBehindProxy();
  for (let guess = 0; guess < 5; guess++) expect(await ask('AAAAAA', `10.0.0.${guess}, ${stranger}`)).toBe(404);
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

test('each further wait is twice as long, up to the longest, and an hour later all is forgotten', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  const limited = new RoomGuesses(() => Date.now(), { perMinute: 2, firstWaitMs: 10_000, longestWaitMs: 40_000 });
  const exhaust = async () => {
    await limited.wrong('net');
    expect(await limited.waitMs('net', 'AAAAAA')).toBe(0);
    await limited.wrong('net');
    const waitMs = await limited.waitMs('net', 'AAAAAA');
    vi.advanceTimersByTime(waitMs + 1);
    return waitMs;
  };
  expect([await exhaust(), await exhaust(), await exhaust(), await exhaust()]).toEqual([
    10_000, 20_000, 40_000, 40_000,
  ]);
  vi.advanceTimersByTime(3_600_000);
  expect(await exhaust()).toBe(10_000);
});
