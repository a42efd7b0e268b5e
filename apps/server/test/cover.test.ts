import type { PhoneView, StageView } from '@ack-attack/protocol';
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../../../packages/session/test/manual-clock.ts';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
});

test('a bot covers a seat whose phone is gone for 10 s, and the phone gets it back with its work', async () => {
  const clock = new ManualClock(Date.now());
  server = await startServer({ now: clock.now, schedule: clock.schedule });
  wires = new Wires(server);
  const opened = await openSession(server, testSettings({ roundMs: 300_000, orderEveryMs: 2_000 }));
  const host = await wires.console(opened);
  const ana = await wires.phone(opened, 'Ana');
  await host.command({ type: 'startRound' });
  await clock.advance(1_000);
  const seat = await until(() => (ana.view as PhoneView).seat, 'a seat');
  const room = (await server.directory.byId(opened.session))!;
  const driver = () => room.state.lanes[0]!.seats.find(({ id }) => id === seat.id)!.driver;
  expect(driver()).toBe('player');

  ana.close();
  await until(() => room.state.players[0]?.connected === false, 'the phone to be gone');
  await clock.advance(9_000);
  expect(driver()).toBe('player');
  await clock.advance(1_100);
  expect(driver()).toBe('bot');
  await clock.advance(20_000);
  const acted = room.state.lanes[0]!.seats.find(({ id }) => id === seat.id)!.actedAt;
  expect(acted).toBeGreaterThan(0);

  const back = await wires.phone(opened, 'Ana');
  await until(() => driver() === 'player', 'the seat to return');
  await clock.advance(200);
  const view = await until(() => (back.view as PhoneView).seat?.driver === 'player' && back.view, 'the seat in view');
  expect((view as PhoneView).seat).toMatchObject({ id: seat.id, lane: seat.lane, role: seat.role });
  expect(Object.keys((host.view as StageView).players)).toHaveLength(1);
  const types = (await server.store.read(opened.session, 0)).map(({ type }) => type);
  expect(types.filter((type) => type === 'seatCovered')).toHaveLength(1);
  // What the real network did is not what the game's network did.
  expect(types).not.toContain('faultInjected');
});
