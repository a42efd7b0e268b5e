import type { PhoneView } from '@ack-attack/protocol';
import { afterEach, expect, test } from 'vitest';
import { openSession, startServer, testSettings, until, Wires, type TestServer, type Wire } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
});

/** Messages that one quiet phone gets while everybody outside its lane acts. */
async function messagesOfOnePhone(players: number): Promise<{ joining: number; acting: number }> {
  server = await startServer();
  wires = new Wires(server);
  // No order comes by itself and nothing else is due, so that only what others do could be sent.
  const settings = testSettings({ orderEveryMs: 0, roundMs: 600_000, travelMs: [20, 30] });
  const opened = await openSession(server, settings);
  const host = await wires.console(opened);
  const quiet = await wires.phone(opened, 'Quiet');
  const syncs = async () => {
    quiet.emit('sync', { version: quiet.views.at(-1)!.version, sentAt: 1 });
    const before = quiet.received.length;
    await until(() => quiet.received.slice(before).some((text) => text.includes('synced')), 'sync');
  };
  await syncs();
  const joined = quiet.views.length;
  const others: Wire[] = [];
  for (let index = 1; index < players; index++) others.push(await wires.phone(opened, `Player ${index}`));
  await syncs();
  const joining = quiet.views.length - joined;

  await host.command({ type: 'startRound' });
  const seatOf = (phone: typeof quiet) => (phone.view as PhoneView).seat;
  await until(() => [quiet, ...others].every(seatOf), 'seats');
  await syncs();
  const started = quiet.views.length;
  const outside = others.filter((phone) => seatOf(phone)!.lane !== seatOf(quiet)!.lane);
  for (const lane of new Set(outside.map((phone) => seatOf(phone)!.lane))) {
    await host.command({ type: 'placeOrder', lane });
  }
  const producers = outside.filter((phone) => seatOf(phone)!.producer);
  const ordersOf = (phone: typeof quiet) => Object.keys(seatOf(phone)!.producer!.orders);
  const asked = await until(() => {
    const phones = producers.filter((phone) => ordersOf(phone).length > 0);
    return phones.length > 0 && phones;
  }, 'orders');
  await Promise.all(
    asked.map((phone) => phone.command({ type: 'act', action: { do: 'publish', order: ordersOf(phone)[0] } })),
  );
  await syncs();
  const acting = quiet.views.length - started;
  const log = await server.store.read(opened.session, 0);
  // The test would prove nothing if the others had done nothing.
  expect(log.filter(({ type }) => type === 'packetSent').length).toBeGreaterThan(0);
  await host.command({ type: 'placeOrder', lane: seatOf(quiet)!.lane });
  await host.command({ type: 'pauseRound' });
  await until(() => quiet.views.length > started, 'what the phone does show');
  wires.closeAll();
  await server.close();
  return { joining, acting };
}

test('the messages that a phone gets do not grow with the class', async () => {
  const small = await messagesOfOnePhone(6);
  const large = await messagesOfOnePhone(40);
  expect(small).toEqual({ joining: 0, acting: 0 });
  expect(large).toEqual({ joining: 0, acting: 0 });
});
