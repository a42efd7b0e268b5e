import { createClient, memoryStorage, rememberedSeat, socketLink, type Client } from '@ack-attack/client';
import { settingsFor } from '@ack-attack/lesson';
import type { OpenedSession } from '@ack-attack/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Fleet } from '../chaos/fleet.ts';
import { startProxy } from '../wire/proxy-process.ts';
import { openSession } from '../wire/session-api.ts';
import { waitFor } from '../wire/wait-for.ts';

let fleet: Fleet;
let opened: OpenedSession;
let open: { close(): void }[] = [];

beforeAll(async () => {
  fleet = await Fleet.start(3, true);
}, 120_000);
afterAll(() => fleet.stop());
beforeEach(async () => {
  opened = await openSession(fleet.proxy.url, settingsFor('at-least-once', 'junior'));
});
afterEach(() => {
  for (const each of open) each.close();
  open = [];
});

function phone(url = fleet.proxy.url, storage = memoryStorage()): Client<'phone'> {
  const client = createClient({ as: 'phone', storage, link: socketLink(url) });
  open.push(client);
  return client;
}

async function host(url = fleet.proxy.url): Promise<Client<'console'>> {
  const client = createClient({ as: 'console', storage: memoryStorage(), link: socketLink(url) });
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
}, 90_000);
