import {
  createClient,
  memoryStorage,
  socketTransport,
  systemSchedule,
  type Client,
  type Schedule,
  type Side,
} from '@ack-attack/client';
import { createMemoryStore } from '@ack-attack/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../apps/server/test/harness.ts';
import { openRoom, type Room } from '../journeys/room.ts';
import { startUpgradeProxy, type UpgradeProxy, type UpgradeTreatment } from '../wire/upgrade-proxy.ts';
import { waitFor } from '../wire/wait-for.ts';

let server: TestServer;
let room: Room;
let proxy: UpgradeProxy;
let clients: { close(): void }[];
/** What was planned for `longMs` or later, which the test has happen itself. */
let held: Map<() => void, number>;
let longMs: number;
/** A connection of a page that polls is kept so long at least before a WebSocket is tried. */
const upgradeMs = 10_000;

const schedule: Schedule = (task, ms) => {
  if (ms < longMs) return systemSchedule(task, ms);
  held.set(task, ms);
  return () => void held.delete(task);
};

/** What is held for the next try to replace polling, by all pages. */
const upgrades = () => [...held].filter(([, ms]) => ms >= upgradeMs).map(([task]) => task);

function tryUpgrades(): void {
  for (const task of upgrades()) {
    held.delete(task);
    task();
  }
}

/** From here on no try is doubted or given up, however long this machine takes for it. */
const haveAllTime = () => void (longMs = 1_000);

beforeEach(async () => {
  server = await startServer({ store: createMemoryStore() });
  room = await openRoom(server.url);
  clients = [];
  held = new Map();
  longMs = upgradeMs;
});
afterEach(async () => {
  for (const client of clients) client.close();
  room.close();
  await proxy.close();
  await server.close();
});

function clientOf<As extends Side>(as: As): Client<As> {
  // By a clock that stands still nothing was silent for too long.
  const opened = Date.now();
  const link = socketTransport(proxy.url, { schedule });
  const client = createClient({ as, storage: memoryStorage(), link, now: () => opened });
  clients.push(client);
  return client;
}

/** A phone, a stage and a console, all behind the proxy. */
async function enter() {
  const [phone, stage, host] = [clientOf('phone'), clientOf('stage'), clientOf('console')];
  await Promise.all([
    phone.join(room.roomCode, 'Ana'),
    stage.resume(room.session, room.stageToken),
    host.resume(room.session, room.hostToken),
  ]);
  return { phone, stage, host };
}

const blocked: readonly UpgradeTreatment[] = ['refused', 'swallowed', 'accepted and silent', 'answer withheld'];

test.each(blocked)(
  'phone, stage and console play by polling where a WebSocket is treated so: %s',
  async (treatment) => {
    proxy = await startUpgradeProxy(server.port, treatment);
    const { phone, stage, host } = await enter();
    expect(proxy.counts.polls).toBeGreaterThan(0);
    expect(await host.send({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
    await waitFor('the phone sees the round', () => phone.view?.phase === 'playing');
    await waitFor('the stage sees the round', () => stage.view?.phase === 'playing');
  },
);

test('the choice is remembered: polling comes first after a loss, and a hanging upgrade disturbs no session', async () => {
  proxy = await startUpgradeProxy(server.port, 'swallowed');
  const { phone, host } = await enter();
  haveAllTime();
  const before = { ...proxy.counts };
  const offline = new Set<unknown>();
  for (const client of [phone, host]) client.subscribe(() => client.status === 'offline' && offline.add(client));
  // Between two polls a page has no request that could be lost, and notices nothing.
  await waitFor('all three wait for packets', () => proxy.counts.waiting === 3);
  proxy.endOpen();
  await waitFor('both noticed', () => offline.size === 2);
  await waitFor('both are back', () => phone.status === 'online' && host.status === 'online');
  expect(proxy.counts.upgrades).toBe(before.upgrades);
  await waitFor('the stage is back', () => upgrades().length === 3);
  tryUpgrades();
  await waitFor('WebSockets are tried again', () => proxy.counts.upgrades === before.upgrades + 3);
  expect(await host.send({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  await waitFor('the round is seen', () => phone.view?.phase === 'playing');
});

test('once WebSockets come through, the page changes over without being offline, and loses nothing', async () => {
  proxy = await startUpgradeProxy(server.port, 'swallowed');
  const { phone, host } = await enter();
  const seen = new Set<string>();
  for (const client of [phone, host]) client.subscribe(() => seen.add(client.status));
  expect(await host.send({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  expect(await host.send({ type: 'ringBell' })).toMatchObject({ outcome: 'accepted' });
  await waitFor('the bell is heard', () => phone.view?.phase === 'predicting');

  proxy.treatment = 'passed';
  haveAllTime();
  tryUpgrades();
  const given = phone.send({ type: 'predict', lost: 1, duplicates: 2 });
  expect(await given).toMatchObject({ outcome: 'accepted' });
  // Polls end where nobody polls any more: what is held now is answered, and no further request comes.
  await waitFor('all three have changed over', async () => {
    const { polls } = proxy.counts;
    expect(await host.send({ type: 'extendRound', byMs: 1_000 })).toBeDefined();
    return proxy.counts.polls === polls;
  });
  await waitFor('the prediction is seen', () => host.view?.predictions.made === 1);
  await waitFor('and by its player', () => phone.view?.prediction);
  expect([...seen]).toEqual(['online']);
  const events = await server.store.read(room.session, 0);
  expect(events.filter(({ type }) => type === 'predictionMade')).toHaveLength(1);
});

test('a connection that polls takes its requests along when it ends on a dead network', async () => {
  proxy = await startUpgradeProxy(server.port, 'refused');
  const { phone, stage, host } = await enter();
  proxy.swallowsHttp = true;
  void phone.send({ type: 'predict', lost: 1, duplicates: 2 }).catch(() => undefined);
  await waitFor('polls and a command are on their way', () => proxy.counts.underWay > 3);
  for (const client of [phone, stage, host]) client.close();
  // A browser makes six connections to a server: what stays under way here would keep the next page out.
  await waitFor('nothing is', () => proxy.counts.underWay === 0);
});
