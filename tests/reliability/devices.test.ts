import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createClient,
  memoryStorage,
  rememberedSeat,
  socketTransport,
  type Client,
  type KeyValueStorage,
  type Transport,
} from '@ack-attack/client';
import type { HostCommand } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import type { OpenedSession } from '@ack-attack/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer, type ServerProcess } from '../wire/server-process.ts';
import { openSession, readLog } from '../wire/session-api.ts';
import { waitFor } from '../wire/wait-for.ts';

let dataDir: string;
let server: ServerProcess;
let opened: OpenedSession;
let clients: { close(): void }[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-'));
  server = await startServer({ dataDir });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  opened = await openSession(server.url, {
    ...settingsFor('at-least-once', 'junior'),
    orderEveryMs: 0,
    travelMs: [50, 100],
  });
});
afterEach(() => {
  for (const client of clients) client.close();
  clients = [];
});

function phone(storage: KeyValueStorage, link: Transport = socketTransport(server.url)): Client<'phone'> {
  const client = createClient({ as: 'phone', storage, link });
  clients.push(client);
  return client;
}

async function consoleOf({ session, hostToken }: OpenedSession): Promise<Client<'console'>> {
  const client = createClient({ as: 'console', storage: memoryStorage(), url: server.url });
  clients.push(client);
  await client.resume(session, hostToken);
  return client;
}

async function accept(host: Client<'console'>, command: HostCommand): Promise<void> {
  expect(await host.send(command)).toMatchObject({ outcome: 'accepted' });
}

/** A link whose answers and views get lost while `deaf` says so. */
function deafLink(link: Transport, deaf: () => boolean): Transport {
  return {
    ...link,
    open: (listener) =>
      link.open({
        ...listener,
        packet: (event, payload) => {
          if (!deaf() || event === 'synced') listener.packet(event, payload);
        },
      }),
  };
}

/** Plays the round up to its bell, when every player may predict. */
async function upToPrediction(host: Client<'console'>): Promise<void> {
  await accept(host, { type: 'startRound' });
  await accept(host, { type: 'ringBell' });
}

async function commandsInLog(host: Client<'console'>) {
  await accept(host, { type: 'finishSession' });
  const { events } = await readLog(server.url, opened.session);
  return events.flatMap((event) => (event.type === 'commandAccepted' && event.by !== 'host' ? [event] : []));
}

test('a page that is reloaded before its answer came sends the command again, and it is in the log once', async () => {
  const host = await consoleOf(opened);
  const storage = memoryStorage();
  let deaf = false;
  const first = phone(
    storage,
    deafLink(socketTransport(server.url), () => deaf),
  );
  await first.join(opened.roomCode, 'Ana');
  const other = phone(memoryStorage());
  await other.join(opened.roomCode, 'Bob');
  await upToPrediction(host);
  await waitFor('the bell is heard', () => first.view?.phase === 'predicting');

  deaf = true;
  const unanswered = expect(first.send({ type: 'predict', lost: 1, duplicates: 2 })).rejects.toMatchObject({
    code: 'closed',
  });
  await waitFor('the server has it', () => host.view?.predictions.made === 1);
  expect(first.pending).toHaveLength(1);
  first.close();
  await unanswered;

  const seat = rememberedSeat(storage, 'phone')!;
  const second = phone(storage);
  await second.resume(seat.session, seat.token);
  await waitFor('it is answered', () => second.pending.length === 0);
  expect(second.counts).toEqual({ sent: 0, resent: 1, accepted: 1, rejected: 0 });
  await waitFor('it is shown', () => second.view?.prediction);
  expect(second.view?.prediction).toEqual({ lost: 1, duplicates: 2 });
  expect(await commandsInLog(host)).toHaveLength(1);
});

test('a page that is reloaded before its command left sends it', async () => {
  const host = await consoleOf(opened);
  const storage = memoryStorage();
  const link = socketTransport(server.url);
  const first = phone(storage, { ...link, send: (event, payload) => event !== 'command' && link.send(event, payload) });
  const { player } = await first.join(opened.roomCode, 'Ana');
  await upToPrediction(host);
  await waitFor('the bell is heard', () => first.view?.phase === 'predicting');
  const unanswered = expect(first.send({ type: 'predict', lost: 0, duplicates: 0 })).rejects.toMatchObject({
    code: 'closed',
  });
  first.close();
  await unanswered;

  const second = phone(storage);
  await second.join(opened.roomCode, 'Ana');
  expect(second.welcome?.player).toBe(player);
  await waitFor('it is answered', () => second.pending.length === 0);
  expect(await commandsInLog(host)).toMatchObject([{ by: player }]);
});

test('a second device takes the seat over; the first stops until its user wants it back', async () => {
  const host = await consoleOf(opened);
  const storage = memoryStorage();
  const first = phone(storage);
  await first.join(opened.roomCode, 'Ana');
  const { session, token } = rememberedSeat(storage, 'phone')!;
  const second = phone(memoryStorage());
  const welcome = await second.resume(session, token);
  expect(welcome.player).toBe(first.welcome?.player);

  await waitFor('the first is told', () => first.status === 'refused');
  expect(first.refusal?.code).toBe('superseded');
  await expect(first.send({ type: 'predict', lost: 0, duplicates: 0 })).rejects.toMatchObject({ code: 'superseded' });

  await first.resume(session, token);
  await waitFor('the second is told', () => second.refusal?.code === 'superseded');
  await upToPrediction(host);
  expect(await first.send({ type: 'predict', lost: 3, duplicates: 0 })).toMatchObject({ outcome: 'accepted' });
  await accept(host, { type: 'finishSession' });
  const { events } = await readLog(server.url, opened.session);
  expect(events.filter(({ type }) => type === 'playerJoined')).toHaveLength(1);
});

test('a player that reconnects repeatedly is one player with one seat', async () => {
  const host = await consoleOf(opened);
  const storage = memoryStorage();
  const first = phone(storage);
  const { player } = await first.join(opened.roomCode, 'Ana');
  await accept(host, { type: 'startRound' });
  const seat = (await waitFor('a seat is there', () => first.view?.seat)).id;
  for (let reload = 0; reload < 5; reload++) {
    const next = phone(storage);
    const { session, token } = rememberedSeat(storage, 'phone')!;
    const welcome = await (reload % 2 ? next.join(opened.roomCode, 'Ana') : next.resume(session, token));
    expect(welcome.player).toBe(player);
    expect((await waitFor('the seat is back', () => next.view?.seat)).id).toBe(seat);
  }
  await accept(host, { type: 'finishSession' });
  const { events } = await readLog(server.url, opened.session);
  expect(events.filter(({ type }) => type === 'playerJoined')).toHaveLength(1);
  expect(events.filter(({ type }) => type === 'playerSeated')).toHaveLength(0);
});

test('two consoles of one host count separately, and neither ever has to wait for the other', async () => {
  const laptop = await consoleOf(opened);
  const pocket = await consoleOf(opened);
  for (const locked of [true, false, true]) {
    await accept(laptop, { type: 'lockRoom', locked });
    await accept(pocket, { type: 'lockRoom', locked: !locked });
  }
  await accept(laptop, { type: 'finishSession' });
  const { events } = await readLog(server.url, opened.session);
  const orders = events.flatMap((event) => (event.type === 'commandAccepted' ? [event] : []));
  const devices = [...new Set(orders.map(({ device }) => device))];
  const numbers = devices.map((one) => orders.flatMap(({ device, seq }) => (device === one ? [seq] : [])));
  expect(numbers).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3],
  ]);
  expect(new Set(orders.map(({ id }) => id)).size).toBe(7);
  const locks = events.flatMap((event) => (event.type === 'roomLocked' ? [event.locked] : []));
  expect(locks).toEqual([true, false, false, true, true, false]);
});
