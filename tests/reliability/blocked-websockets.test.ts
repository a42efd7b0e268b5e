import {
  createClient,
  memoryStorage,
  socketLink,
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
/** What is planned for much later, such as the next try to replace polling. */
let later: Set<() => void>;

/** The system's, but what waits for long waits until the test says so. */
const schedule: Schedule = (task, ms) => {
  if (ms < 10_000) return systemSchedule(task, ms);
  later.add(task);
  return () => void later.delete(task);
};

beforeEach(async () => {
  server = await startServer({ store: createMemoryStore() });
  room = await openRoom(server.url);
  clients = [];
  later = new Set();
});
afterEach(async () => {
  for (const client of clients) client.close();
  room.close();
  await proxy.close();
  await server.close();
});

function clientOf<As extends Side>(as: As): Client<As> {
  const client = createClient({ as, storage: memoryStorage(), link: socketLink(proxy.url, { schedule }) });
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
    // A try that hangs is not repeated: one for each of the three was enough.
    expect(proxy.counts.upgrades).toBe(3);
  },
);

test('what was learned is remembered: polling comes first after a loss, and a hanging upgrade disturbs nobody', async () => {
  proxy = await startUpgradeProxy(server.port, 'swallowed');
  const { phone, host } = await enter();
  const before = { ...proxy.counts };
  const offline = new Set<unknown>();
  for (const client of [phone, host]) client.subscribe(() => client.status === 'offline' && offline.add(client));
  proxy.endOpen();
  await waitFor('both noticed', () => offline.size === 2);
  await waitFor('both are back', () => phone.status === 'online' && host.status === 'online');
  expect(proxy.counts.upgrades).toBe(before.upgrades);
  await waitFor('the stage is back', () => later.size === 3);
  for (const task of [...later]) task();
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
  for (const task of [...later]) task();
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
