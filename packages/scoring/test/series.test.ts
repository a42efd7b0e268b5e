import { openGame, playAnything, roundWith } from '@ack-attack/bots/testing';
import { playBots } from '@ack-attack/bots';
import {
  decide,
  emptySession,
  evolve,
  naivePolicies,
  type GameEvent,
  type HostCommand,
  type LaneId,
  type Leg,
  type RoundSettings,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import { expect, test } from 'vitest';
import {
  foldLedger,
  foldSeries,
  noSeries,
  seriesLimits,
  tallyLive,
  type RoundSeries,
  type SeatCounts,
  type SeriesBucket,
} from '../src/index.ts';
import { LaneScript, handedOver } from './lane-script.ts';

const laneId = 'L1' as LaneId;

const autopilot = (changes: Partial<RoundSettings> = {}) =>
  roundWith({ autopilot: true, orderEveryMs: 9_000, travelMs: [100, 900], overdueMs: 2_000, ...changes });

/** Calls back with what every prefix of a log leads to. */
function walk(
  events: readonly GameEvent[],
  look: (series: RoundSeries, state: SessionState, event: GameEvent, before: RoundSeries) => void = () => undefined,
): { state: SessionState; series: RoundSeries } {
  let state = emptySession;
  let series = noSeries;
  for (const event of events) {
    const before = series;
    series = foldSeries(series, state, event);
    state = evolve(state, event);
    look(series, state, event, before);
  }
  return { state, series };
}

const total = (buckets: Readonly<Record<number, SeriesBucket>>, what: keyof SeriesBucket) =>
  Object.values(buckets).reduce((sum, bucket) => sum + bucket[what], 0);

/** A game of bots that do anything at all, or of textbooks over a bad network. */
function gameOf(seed: number, settings: RoundSettings): readonly GameEvent[] {
  const { state, events } = openGame(settings, seed);
  const faults = (['publish', 'confirm', 'deliver', 'ack'] as const).flatMap((leg: Leg, index) =>
    (['drop', 'duplicate'] as const).map((kind) => ({
      at: state.createdAt + state.at + 100 + index,
      command: {
        type: 'injectFault',
        lane: 'all',
        what: { kind, leg },
        span: { rate: 0.1, forMs: 600_000 },
      } satisfies HostCommand,
    })),
  );
  return [...events, ...playBots(state, state.createdAt + state.clock.bellAt + 10_000, { timetable: faults }).events];
}

test.each([1, 2, 3, 4])('SCO-15 the buckets add up to the lane, game %i', (seed) => {
  const log = gameOf(seed, autopilot());
  const { state, series } = walk(log);
  const lane = state.lanes[0]!;
  const { buckets, bucketMs } = series[lane.id]!.series;
  const tally = tallyLive(lane);
  expect(bucketMs).toBe(5_000);
  expect(tally.effects).toBeGreaterThan(10);
  expect(total(buckets, 'placed')).toBe(lane.counts.orders);
  expect(total(buckets, 'done')).toBe(tally.effects - tally.duplicates);
  expect(total(buckets, 'duplicates')).toBe(tally.duplicates);
  expect(Object.values(buckets).at(-1)?.lost).toBe(tally.lost);
  expect(total(buckets, 'packets')).toBeGreaterThan(lane.counts.published + lane.counts.sent);
  const placedAt = new Map(
    log.flatMap((event) => (event.type === 'orderPlaced' ? [[event.order, event.at - state.clock.base]] : [])),
  );
  const firsts = foldLedger(log)[0]!.lanes[0]!.ledger.filter(({ nth }) => nth === 1);
  const waited = firsts.reduce((sum, { order, at }) => sum + at - placedAt.get(order)!, 0);
  expect(total(buckets, 'waitedMs')).toBe(waited);
});

test('SCO-15 losses are those of the moment in which a bucket ended', () => {
  const { state, events } = openGame(autopilot({ orderEveryMs: 1_500 }), 5);
  const log = [...events, ...playAnything(state, state.createdAt + 60_000, { seed: 5, hostRate: 0.02 }).events];
  const endedWith = new Map<number, number>();
  let newest = -1;
  const { series } = walk(log, (now, after) => {
    const lane = after.lanes[0];
    const keys = lane ? Object.keys(now[lane.id]?.series.buckets ?? {}).map(Number) : [];
    newest = keys.at(-1) ?? -1;
    if (lane && after.phase === 'playing' && newest >= 0) endedWith.set(newest, tallyLive(lane).lost);
  });
  const { buckets } = Object.values(series)[0]!.series;
  const shown = Object.entries(buckets).map(([number, bucket]) => [Number(number), bucket.lost]);
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.at(-1)?.[1]).toBeGreaterThan(0);
  expect(shown).toEqual([...endedWith]);
});

test('SCO-15 a long round keeps its sums in wider buckets', () => {
  const { state, events } = openGame(autopilot(), 9);
  let { series } = walk(events);
  const widths = new Set<number>();
  const rounds = 3_000_000;
  for (let at = 0, order = 1; at < rounds; at += 2_500, order++) {
    const placed = { type: 'orderPlaced', at: state.at + at, lane: laneId, order: `o${order}`, producer: 'L1.P1' };
    series = foldSeries(series, state, { ...placed, content: { customer: 0, value: 1 } } as GameEvent);
    const { buckets, bucketMs } = series[laneId]!.series;
    widths.add(bucketMs);
    expect(Object.keys(buckets).length).toBeLessThanOrEqual(seriesLimits.buckets);
    expect(total(buckets, 'placed')).toBe(order);
    expect(buckets[Math.floor(at / bucketMs)]?.placed).toBeGreaterThan(0);
  }
  expect([...widths]).toEqual([5_000, 10_000, 20_000, 40_000]);
});

test('SCO-15 an event touches only the newest bucket and the one it follows', () => {
  walk(gameOf(3, autopilot()), (now, _state, _event, before) => {
    const [old, next] = [before[laneId]?.series, now[laneId]?.series];
    if (!old || !next || old === next) return;
    const changed = Object.keys(next.buckets).filter((key) => old.buckets[Number(key)] !== next.buckets[Number(key)]);
    expect(changed.length).toBeLessThanOrEqual(2);
  });
});

test('SCO-15 a round that is played by hand has no series', () => {
  const { series } = walk(gameOf(1, roundWith({ orderEveryMs: 3_000 })));
  expect(series).toEqual({});
});

test('SCO-15 the next round begins with nothing', () => {
  const log = [...gameOf(1, autopilot({ roundMs: 20_000 }))];
  let { state, series } = walk(log);
  expect(total(series[laneId]!.series.buckets, 'placed')).toBeGreaterThan(0);
  const commands: HostCommand[] = [
    { type: 'revealTruth' },
    { type: 'closeRound' },
    { type: 'startRound', shape: { producers: 1, consumers: 1 } },
  ];
  for (const command of commands) {
    const seq = (state.hostLast?.seq ?? 0) + 1;
    const decision = decide(state, { by: 'host', seq, id: `n${seq}`, command }, state.createdAt + state.at);
    if (decision.outcome === 'rejected' && command.type === 'revealTruth') continue;
    if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
    for (const event of decision.events) {
      series = foldSeries(series, state, event);
      state = evolve(state, event);
    }
  }
  expect(state.round).toBe(2);
  expect(total(series[laneId]!.series.buckets, 'placed')).toBe(0);
  expect(Object.values(series[laneId]!.counts)).toContainEqual(expect.objectContaining({ role: 'broker', arrived: 0 }));
});

function countsOf<Role extends SeatCounts['role']>(series: RoundSeries, role: Role) {
  const found = Object.values(series[laneId]!.counts).filter((counts) => counts.role === role);
  return found as Extract<SeatCounts, { role: Role }>[];
}

test.each([1, 2, 3])('SCO-16 the machines count what the lane counts, game %i', (seed) => {
  const log = gameOf(seed, autopilot());
  const { state, series } = walk(log);
  const { counts } = state.lanes[0]!;
  const producers = countsOf(series, 'producer');
  const [broker] = countsOf(series, 'broker');
  expect(producers.reduce((sum, { orders }) => sum + orders, 0)).toBe(counts.orders);
  expect(producers.reduce((sum, { sent }) => sum + sent, 0)).toBe(counts.published);
  expect(producers.reduce((sum, { resent }) => sum + resent, 0)).toBeGreaterThan(0);
  expect(broker).toMatchObject({ arrived: counts.copies, stored: counts.stored, sent: counts.sent });
  expect(countsOf(series, 'consumer').reduce((sum, { delivered }) => sum + delivered, 0)).toBe(counts.delivered);
});

test('SCO-16 a consumer cannot tell a charge that the bank knew from one that it did not', () => {
  const script = new LaneScript({ autopilot: true });
  const policy = { ...naivePolicies.consumer, idempotencyKey: true };
  const set = { type: 'policySet', at: script.state.at, lane: laneId, seat: 'L1.C1', policy };
  script.state = evolve(script.state, set as GameEvent);
  let series: RoundSeries = { [laneId]: { series: { bucketMs: 5_000, buckets: {} }, counts: {} } };
  const consumer = 'L1.C1' as SeatId;
  series = {
    [laneId]: {
      ...series[laneId]!,
      counts: { [consumer]: { role: 'consumer', delivered: 0, worked: 0, seen: 0, failed: 0, acks: 0, nacks: 0 } },
    },
  };
  handedOver(script, 1);
  for (let calls = 1; calls <= 2; calls++) {
    const before = script.state;
    script.consume('charge', 'd1');
    const effect = script.lane.effects.length > before.lanes[0]!.effects.length ? { effect: 'e1' } : {};
    const event = { type: 'cardCharged', at: before.at, lane: laneId, seat: consumer, delivery: 'd1', ...effect };
    series = foldSeries(series, before, event as GameEvent);
    expect(series[laneId]!.counts[consumer]).toMatchObject({ worked: calls });
  }
  expect(total(series[laneId]!.series.buckets, 'done')).toBe(1);
  expect(total(series[laneId]!.series.buckets, 'duplicates')).toBe(0);
});
