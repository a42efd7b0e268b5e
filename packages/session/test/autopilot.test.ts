import { naivePolicies, type FaultPlan, type LaneId, type Policy, type RoundSettings } from '@ack-attack/engine';
import type { PhoneView, StageView, ViewMessage } from '@ack-attack/protocol';
import { tallyLive, type Series } from '@ack-attack/scoring';
import { expect, test } from 'vitest';
import { PhoneProjector } from '../src/views/phone-projector.ts';
import { RoomProjector } from '../src/views/room-projector.ts';
import { StageProjector } from '../src/views/stage-projector.ts';
import { settle } from './manual-clock.ts';
import { host, join, RecordingSink, openRoom, serve, type Served } from './open-room.ts';

const busy: Partial<RoundSettings> = {
  level: 'senior',
  autopilot: true,
  orderEveryMs: 1_000,
  travelMs: [100, 300],
  paceMs: [40, 90],
  roundMs: 60_000,
  predictMs: 5_000,
  offered: ['commit', 'park'],
};

const plan: FaultPlan = {
  id: 'two-steps',
  name: 'Two steps',
  teaches: 'How a plan is shown',
  steps: [
    {
      atMs: 1_000,
      lane: 'all',
      deed: { type: 'injectFault', what: { kind: 'drop', leg: 'publish' }, span: { next: 3 } },
    },
    { atMs: 20_000, lane: 'all', deed: { type: 'healFaults' } },
  ],
};

async function playing(served: Served, change: Partial<RoundSettings> = {}) {
  const room = await openRoom(served, { ...busy, ...change });
  const players = [await join(room, 'Ana'), await join(room, 'Boris'), await join(room, 'Chen')];
  const links = players.map((player) => {
    const link = new RecordingSink();
    room.connectPhone(player, link);
    return link;
  });
  const stage = new RecordingSink();
  room.connectScreen('stage', stage);
  await room.submit(host(1, { type: 'startRound' }));
  return { room, players, links, stage, lane: () => room.state.lanes[0]! };
}

const stageView = (link: RecordingSink) => link.shown as StageView;
const phoneView = (link: RecordingSink) => link.shown as PhoneView;
const total = ({ buckets }: Series, what: 'placed' | 'done' | 'packets') =>
  Object.values(buckets).reduce((sum, bucket) => sum + bucket[what], 0);

test('machines act by their policies at the pace of the round, the seats of players too', async () => {
  const served = serve();
  const { room, lane } = await playing(served);
  await served.clock.advance(30_000);
  expect(room.state.lanes).toHaveLength(1);
  for (const seat of lane().seats) expect(seat).toMatchObject({ driver: 'player' });
  const log = await served.store.read(room.id, 0);
  const sent = log.flatMap((event) => (event.type === 'packetSent' ? [event.packet] : []));
  expect(lane().counts.effects).toBeGreaterThan(20);
  const gaps = lane().seats.flatMap(({ id }) => {
    const times = sent.filter(({ from, twinOf }) => from === id && twinOf === undefined).map(({ sentAt }) => sentAt);
    return times.slice(1).map((at, index) => at - times[index]!);
  });
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(40);
  expect(gaps.filter((gap) => gap < 200).length).toBeGreaterThan(20);
  expect(served.clock.reports).toEqual([]);
  room.close();
});

test('a policy takes effect at once, and is in the log and on the own phone', async () => {
  const served = serve();
  const { room, players, links, lane } = await playing(served);
  await served.clock.advance(5_000);
  const mine = (role: Policy['role']) => lane().seats.find((seat) => seat.role === role)!;
  const seat = mine('consumer');
  const index = players.indexOf(seat.player!);
  expect(phoneView(links[index]!).autopilot?.policy).toEqual(naivePolicies.consumer);
  const policy: Policy = { ...naivePolicies.consumer, work: 'commit', ack: 'after', log: 'durable' };
  const outcome = await room.submit({
    by: 'player',
    player: seat.player!,
    seq: 1,
    id: 'policy-1',
    command: { type: 'setPolicy', policy },
  });
  expect(outcome.outcome).toBe('accepted');
  await served.clock.advance(20_000);
  expect(phoneView(links[index]!).autopilot?.policy).toEqual(policy);
  for (const [other, link] of links.entries()) {
    if (other !== index) expect(JSON.stringify(link.messages)).not.toContain('"work":"commit"');
  }
  const log = await served.store.read(room.id, 0);
  const at = log.findIndex(({ type }) => type === 'policySet');
  const does = (events: typeof log) => new Set(events.map(({ type }) => type));
  expect(does(log.slice(0, at)).has('workCommitted')).toBe(false);
  expect(does(log.slice(at)).has('workCommitted')).toBe(true);
  room.close();
});

test('a phone is shown what its machine counted, and no work that is closed', async () => {
  const served = serve();
  const { room, players, links, lane } = await playing(served);
  await served.clock.advance(30_000);
  for (const seat of lane().seats) {
    const view = phoneView(links[players.indexOf(seat.player!)]!);
    expect(view.autopilot?.counts).toEqual(room.fold.series[lane().id]?.counts[seat.id]);
    expect(view.autopilot?.counts.role).toBe(seat.role);
    for (const order of Object.values(view.seat?.producer?.orders ?? {})) {
      expect(order.confirmedAt ?? order.givenUpAt).toBeUndefined();
    }
  }
  const { done, late, duplicated, lost, lostSilently } = lane().closed!;
  expect(done + late + duplicated + lost + lostSilently).toBeGreaterThan(10);
  room.close();
});

test('charts are shown while a senior round is played and at its reveal, not while players predict', async () => {
  const served = serve();
  const { room, stage, lane } = await playing(served);
  await served.clock.advance(30_000);
  const { id } = lane();
  const series = stageView(stage).charts![id]!;
  expect(total(series, 'placed')).toBe(lane().counts.orders);
  expect(total(series, 'done')).toBeGreaterThan(10);
  await served.clock.advance(31_000);
  expect(room.state.phase).toBe('predicting');
  expect(stageView(stage).charts).toBeUndefined();
  await served.clock.advance(6_000);
  expect(room.state.phase).toBe('revealed');
  const shown = stageView(stage).charts![id]!;
  expect(total(shown, 'placed')).toBe(lane().counts.orders);
  expect(Object.values(shown.buckets).at(-1)?.lost).toBe(tallyLive(lane()).lost);
  room.close();
});

test.each([
  ['of a lower level', { level: 'middle' }, false],
  ['of a lower level that shows it live', { level: 'middle', liveTally: true }, true],
  ['that is played by hand', { autopilot: false, liveTally: true }, false],
] as const)('a round %s has charts: %o %s', async (_what, change, has) => {
  const served = serve();
  const { room, stage } = await playing(served, change);
  await served.clock.advance(12_000);
  expect(stageView(stage).charts !== undefined).toBe(has);
  room.close();
});

test('a patch has no more of a chart than its newest buckets', async () => {
  const served = serve();
  const { room, stage, lane } = await playing(served);
  await served.clock.advance(40_000);
  const patches = stage.messages.filter((message): message is ViewMessage & { patch: object } => 'patch' in message);
  const charts = patches.flatMap(({ patch }) => {
    const { charts } = patch as { charts?: Record<LaneId, { buckets?: object }> };
    const buckets = charts?.[lane().id]?.buckets;
    return buckets ? [Object.keys(buckets).length] : [];
  });
  expect(charts.length).toBeGreaterThan(50);
  expect(Math.max(...charts)).toBeLessThanOrEqual(2);
  room.close();
});

test('a plan that runs is shown with its next step, and gone after its last', async () => {
  const served = serve();
  const { room, stage } = await playing(served);
  await served.clock.advance(5_000);
  await room.submit(host(2, { type: 'startPlan', plan }));
  await served.clock.advance(100);
  const { id, name, teaches } = plan;
  expect(stageView(stage).plan).toMatchObject({ id, name, teaches, steps: 2, next: 0 });
  await served.clock.advance(2_000);
  expect(stageView(stage).plan).toMatchObject({ next: 1 });
  await served.clock.advance(20_000);
  expect(stageView(stage).plan).toBeUndefined();
  room.close();
});

test('a room that is loaded again has the same charts', async () => {
  const served = serve();
  const { room } = await playing(served);
  await served.clock.advance(50_000);
  const { id, fold } = room;
  room.close();
  await settle();
  expect((await served.store.loadSnapshot(id))?.version).toBeGreaterThan(0);
  const again = (await served.another().byId(id))!;
  expect(again.fold.series).toEqual(fold.series);
  again.close();
});

test('a view made of patches equals the whole view that a new connection gets', async () => {
  const served = serve();
  const { room, players, lane } = await playing(served);
  const connected = players.map((player) => {
    const link = new RecordingSink();
    return { player, link, connection: room.connectPhone(player, link) };
  });
  const link = new RecordingSink();
  const stage = { link, connection: room.connectScreen('stage', link) };
  const catchUp = ({ link, connection }: typeof stage) => connection.sync(link.messages.at(-1)!.version);
  for (let look = 0; look < 12; look++) {
    await served.clock.advance(1_730);
    const crash = { type: 'injectFault', lane: lane().id, what: { kind: 'crash', role: 'broker' } } as const;
    if (look === 4) await room.submit(host(2, { ...crash, span: { forMs: 2_000 } }));
    [stage, ...connected].forEach(catchUp);
    // Nothing of it is shared with what the room's own views were made of.
    const fold = structuredClone(room.fold);
    const inRoom = new RoomProjector();
    expect(stageView(stage.link)).toEqual(new StageProjector(inRoom).view(fold, 'stage'));
    for (const { player, link } of connected) {
      const own = fold.state.players.find(({ id }) => id === player)!;
      expect(phoneView(link)).toEqual(new PhoneProjector(inRoom).view(fold, own));
    }
  }
  expect(lane().counts.effects).toBeGreaterThan(5);
  room.close();
});
