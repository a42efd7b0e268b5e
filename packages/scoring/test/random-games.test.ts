import { openGame, playAnything, roundWith } from '@ack-attack/bots/testing';
import { playBots } from '@ack-attack/bots';
import {
  contracts,
  emptySession,
  evolveAll,
  gameTime,
  random,
  randomInt,
  type GameEvent,
  type RoundSettings,
  type SessionState,
} from '@ack-attack/engine';
import { expect, test } from 'vitest';
import {
  foldLedger,
  isLostLive,
  laneEnds,
  laneResult,
  orderOutcomes,
  orderResults,
  tallyAtBell,
  tallyLive,
  type LaneEnd,
  type OrderOutcome,
  type Tally,
} from '../src/index.ts';
import { booksOfState } from './books-of-state.ts';

function anySettings(seed: number): RoundSettings {
  const coin = (purpose: string) => random(seed, purpose) < 0.5;
  return roundWith(
    {
      contract: contracts[seed % 3]!,
      roundMs: 60_000,
      orderEveryMs: 3_000,
      freshMs: coin('fresh') ? 8_000 : 0,
      travelMs: [100, 900],
      overdueMs: 2_000,
    },
    {
      ackMode: random(seed, 'auto') < 0.2 ? 'auto' : 'manual',
      brokerDedup: coin('dedup'),
      staleAck: coin('stale') ? 'accepted' : 'ignored',
      bankKeys: random(seed, 'keys') < 0.2,
      dedupLog: coin('log') ? 'volatile' : 'durable',
    },
  );
}

/** A log with everything in it: anything goes, then bots take over, then anything again up to the bell. */
function randomLog(seed: number): readonly GameEvent[] {
  const shape = { producers: randomInt(1, 2, seed, 'producers'), consumers: randomInt(1, 2, seed, 'consumers') };
  const opened = openGame(anySettings(seed), seed, shape);
  const wild = playAnything(opened.state, 25_000, { seed, hostRate: 0.12 });
  const calm = playBots(wild.state, 40_000);
  const late = playAnything(calm.state, 300_000, { seed: seed + 1, hostRate: 0.12 });
  return [...opened.events, ...wild.events, ...calm.events, ...late.events];
}

const games = Array.from({ length: 150 }, (_, index) => randomLog(index + 1));

/** Every game cut short at a few places, and whole. */
function* moments(): Generator<{ state: SessionState; events: readonly GameEvent[]; name: string }> {
  for (const [index, log] of games.entries()) {
    let state = emptySession;
    let from = 0;
    const cuts = [1, 2, 3, 4].map((part) => randomInt(3, log.length, index, 'cut', part)).sort((a, b) => a - b);
    for (const to of [...cuts, log.length]) {
      state = evolveAll(state, log.slice(from, to));
      from = to;
      yield { state, events: log.slice(0, to), name: `game ${index + 1} at event ${to}` };
    }
  }
}

test('the random games reach every outcome', () => {
  const met = new Set<OrderOutcome>();
  let effects = 0;
  for (const log of games) {
    const { lanes, settings, phase } = evolveAll(emptySession, log);
    expect(phase).toBe('predicting');
    for (const { outcome } of orderResults(lanes[0]!, settings, 'bell')) met.add(outcome);
    effects += lanes[0]!.effects.length;
  }
  expect([...met].sort()).toEqual([...orderOutcomes].sort());
  expect(effects).toBeGreaterThan(500);
});

test('SCO-6 every order is one of done, pending, parked and lost', () => {
  for (const { state, name } of moments()) {
    const lane = state.lanes[0]!;
    for (const tally of [tallyAtBell(lane), tallyLive(lane)]) {
      const { effects, duplicates, pending, parked, lost, lostSilently } = tally;
      expect(effects - duplicates + pending + parked + lost, name).toBe(lane.orders.length);
      expect(lostSilently).toBeLessThanOrEqual(lost);
    }
  }
});

test('SCO-3 the bell never makes fewer lost or parked than there are now', () => {
  let apart = 0;
  for (const { state, name } of moments()) {
    const live = tallyLive(state.lanes[0]!);
    const bell = tallyAtBell(state.lanes[0]!);
    for (const what of ['lost', 'lostSilently', 'parked'] satisfies (keyof Tally)[]) {
      expect(live[what], `${name}: ${what}`).toBeLessThanOrEqual(bell[what]);
    }
    if (live.lost < bell.lost) apart++;
  }
  expect(apart).toBeGreaterThan(50);
});

test('SCO-8 SCO-10 outcomes and tally say the same, and a lane has the sum of its orders', () => {
  for (const { state, name } of moments()) {
    for (const when of ['live', 'bell'] as const) {
      const bySums = { ...state.settings, scoringVersion: 1 };
      const { orders, tally, points } = laneResult(state.lanes[0]!, bySums, when, gameTime(state, state.at));
      const count = (...outcomes: OrderOutcome[]) => orders.filter(({ outcome }) => outcomes.includes(outcome)).length;
      expect(count('done', 'late', 'duplicated'), name).toBe(tally.effects - tally.duplicates);
      expect(count('pending')).toBe(tally.pending);
      expect(count('parked')).toBe(tally.parked);
      expect(count('lost', 'lost-silently')).toBe(tally.lost);
      expect(count('lost-silently')).toBe(tally.lostSilently);
      expect(orders.reduce((sum, order) => sum + order.effects, 0)).toBe(tally.effects);
      expect(orders.reduce((sum, order) => sum + order.points, 0)).toBe(points);
    }
  }
});

test('SCO-22 SCO-23 whoever serves has no fewer points than nobody, and no lane that does not serve has as many', () => {
  const ends = new Map<LaneEnd, number>();
  for (const { state, name } of moments()) {
    const at = gameTime(state, state.at);
    const { end, kept, points, service, tally } = laneResult(state.lanes[0]!, state.settings, 'bell', at);
    ends.set(end, (ends.get(end) ?? 0) + 1);
    expect(service.served, name).toBe(tally.effects - tally.duplicates);
    expect(service.due).toBeLessThanOrEqual(state.lanes[0]!.orders.length);
    expect(kept).toBe(end === 'kept');
    if (end !== 'not-served') expect(points, name).toBeGreaterThanOrEqual(0);
    else if (service.due === 0) expect(points, name).toBe(0);
    else expect(points, name).toBeLessThan(0);
    const before = laneResult(state.lanes[0]!, { ...state.settings, scoringVersion: 1 }, 'bell', at);
    expect(before.end).toBe(tally.verdict[state.settings.contract]);
    expect([before.tally, before.service]).toEqual([tally, service]);
  }
  for (const end of laneEnds) expect(ends.get(end) ?? 0, end).toBeGreaterThan(20);
});

test('SCO-14 the ledger and the tally from the log alone equal those from the state, at every moment', () => {
  for (const { state, events, name } of moments()) {
    const [round] = foldLedger(events);
    expect(round?.lanes, name).toEqual(booksOfState(state));
  }
});

test('SCO-14 is proved on games whose clock stood for a while', () => {
  let paused = 0;
  for (const log of games) {
    const state = evolveAll(emptySession, log);
    if (state.at - gameTime(state, state.at) > 0) paused++;
  }
  expect(paused, 'games in which the clock stood').toBeGreaterThan(20);
});

test('SCO-6 asked of one order, a lane says the same of it as of all', () => {
  let lost = 0;
  for (const { state, name } of moments()) {
    for (const lane of state.lanes) {
      for (const { order, outcome } of orderResults(lane, state.settings, 'live')) {
        const isLost = outcome === 'lost' || outcome === 'lost-silently';
        const asked = lane.orders.find(({ id }) => id === order)!;
        expect(isLostLive(lane, asked), `${name} ${lane.id} ${order}`).toBe(isLost);
        if (isLost) lost++;
      }
    }
  }
  expect(lost).toBeGreaterThan(100);
});
