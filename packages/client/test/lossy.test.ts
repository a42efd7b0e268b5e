import { expect, test } from 'vitest';
import { lossyTransport, type LossyTransport } from '../../../tests/wire/lossy-transport.ts';
import type { Client } from '../src/client-api.ts';
import { createClient } from '../src/client.ts';
import { memoryStorage } from '../src/storage.ts';
import { honestServer } from './honest-server.ts';
import { virtualTime } from './virtual-time.ts';

const seeds = Array.from({ length: 60 }, (_, at) => at + 1);
const commands = 25;

test.each(seeds)('over a bad link every command arrives once and in order (seed %i)', async (seed) => {
  const time = virtualTime();
  const server = honestServer(time.now, time.schedule);
  const links: LossyTransport[] = [];
  const open = (storage = memoryStorage(), salt = 0): Client<'phone'> => {
    const link = lossyTransport(
      server.link(),
      seed * 100 + salt,
      { drop: 0.25, duplicate: 0.2, delayMs: 400, disconnectEveryMs: 3_000 },
      time.schedule,
    );
    links.push(link);
    return createClient({ as: 'phone', storage, now: time.now, random: () => 0.5, schedule: time.schedule, link });
  };

  const storages = [memoryStorage(), memoryStorage(), memoryStorage()];
  const clients = storages.map((storage, at) => open(storage, at));
  clients.forEach((client, at) => void client.join('ACDEFG', `P${at}`));
  await time.until(() => clients.every((client) => client.welcome !== undefined));

  for (const client of clients) {
    for (let lost = 0; lost < commands; lost++) {
      client.send({ type: 'predict', lost, duplicates: 0 }).catch(() => {
        // The page that waited is reloaded below; its successor sends the command.
      });
    }
  }
  await time.until(() => clients[0]!.pending.length <= commands / 2);
  clients[0]!.close();
  clients[0] = open(storages[0], 9);
  void clients[0].join('ACDEFG', 'P0');
  await time.until(() => clients.every((client) => client.status === 'online' && client.pending.length === 0));

  expect(server.players).toEqual(['p1', 'p2', 'p3']);
  for (const client of clients) {
    const mine = server.log.filter(({ player }) => player === client.welcome?.player);
    expect(mine.map(({ message }) => (message.command as { lost: number }).lost)).toEqual(
      Array.from({ length: commands }, (_, lost) => lost),
    );
  }
  await time.until(() => clients.every((client) => client.version === server.log.length + 1));
  for (const client of clients) {
    expect(Object.values((client.view as unknown as { entries: object }).entries)).toEqual(
      server.log.map(({ message }) => message.id),
    );
  }
  const total = (what: keyof LossyTransport['done']) => links.reduce((sum, { done }) => sum + done[what], 0);
  expect(Math.min(total('dropped'), total('duplicated'), total('delayed'), total('cut'))).toBeGreaterThan(0);
});
