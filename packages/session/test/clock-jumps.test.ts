import type { PlayerId } from '@ack-attack/engine';
import type { StageView } from '@ack-attack/protocol';
import { expect, test } from 'vitest';
import { host, join, RecordingSink, openRoom, serve, type Served } from './open-room.ts';
import { watchedStore } from './watched-store.ts';

const minutes = 60_000;
const days = 86_400_000;
const jumps: [string, number][] = [
  ['10 min', 10 * minutes],
  ['1 h', 60 * minutes],
  ['40 days', 40 * days],
  ['10 years', 3_650 * days],
];
const bothWays = jumps.flatMap(([name, ms]): [string, number][] => [
  [`${name} forward`, ms],
  [`${name} back`, -ms],
]);

/** Orders of the last 50 s of a round whose calendar nobody sets. */
const undisturbed = 12;

/** Orders that were placed and the phase, a moment before the bell of a minute's round and after it. */
async function aroundTheBell({ clock }: Served, room: Awaited<ReturnType<typeof openRoom>>, earlyMs = 1_000) {
  const orders = () => room.state.lanes.reduce((sum, lane) => sum + lane.orders.length, 0);
  const before = orders();
  await clock.advance(50_000 - earlyMs);
  const seen = { placed: orders() - before, phase: room.state.phase };
  await clock.advance(earlyMs + 1_000);
  return { ...seen, after: room.state.phase };
}

test.each([['by nothing', 0] as [string, number], ...bothWays])(
  'a round goes on at its pace when the calendar is set %s',
  async (_, jumpMs) => {
    const served = serve();
    const room = await openRoom(served);
    const ana = await join(room, 'Ana');
    const stage = new RecordingSink();
    room.connectScreen('stage', stage);
    const phone = new RecordingSink();
    room.connectPhone(ana, phone);
    await room.submit(host(1, { type: 'startRound' }));
    await served.clock.advance(10_000);
    const { startedAt } = (stage.shown as StageView).clock;
    served.clock.set(jumpMs);
    expect(await aroundTheBell(served, room)).toEqual({ placed: undisturbed, phase: 'playing', after: 'predicting' });
    // What screens count by has not moved, and nothing was taken out of the round.
    expect((stage.shown as StageView).clock.startedAt).toBe(startedAt);
    expect(room.now() - startedAt).toBe(61_000);
    await served.clock.advance(20_000);
    expect(room.state.phase).toBe('revealed');
    expect(phone.ends).toEqual([]);
    room.close();
  },
);

test.each(bothWays)('a round goes on when the calendar was set %s while no server was there', async (_, jumpMs) => {
  const served = serve();
  const room = await openRoom(served);
  const ana = await join(room, 'Ana');
  room.connectPhone(ana, new RecordingSink());
  await room.submit(host(1, { type: 'startRound' }));
  await served.clock.advance(10_000);
  served.directory.close();
  served.clock.set(jumpMs);
  const again = (await served.another().byId(room.id))!;
  // A phone that comes back is the newest, though its connection's name may come from an earlier date.
  const phone = new RecordingSink();
  again.connectPhone(ana, phone);
  // The time until the first thing that was due has passed without a server.
  expect(await aroundTheBell(served, again, 4_000)).toMatchObject({ phase: 'playing', after: 'predicting' });
  expect(phone.ends).toEqual([]);
  expect(again.state.players[0]).toMatchObject({ id: ana, connected: true });
  again.close();
});

test('a server whose calendar is behind goes on from what it hears of another one', async () => {
  const served = serve({ store: watchedStore((write) => write()) });
  const room = await openRoom(served);
  served.clock.set(60 * minutes);
  const ahead = (await served.another().byId(room.id))!;
  await ahead.submit(host(1, { type: 'startRound' }));
  await served.clock.advance(1_000);
  expect(room.state.phase).toBe('playing');
  ahead.close();
  expect(room.now()).toBeGreaterThanOrEqual(room.state.createdAt + 60 * minutes);
  const before = room.state.version;
  await served.clock.advance(30_000);
  expect(room.state.version).toBeGreaterThan(before + 10);
  room.close();
});

test('a session that is opened gets the date of the calendar', async () => {
  const served = serve();
  served.clock.set(days);
  const room = await openRoom(served);
  expect(room.state.createdAt).toBe(served.clock.now());
  const player: PlayerId = await join(room, 'Ana');
  expect(player).toBeDefined();
  room.close();
});
