import {
  contracts,
  evolveAll,
  randomInt,
  type Contract,
  type FaultSpec,
  type Lane,
  type LaneShape,
  type Profile,
  type RoundSettings,
  type SessionState,
} from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { playBots, type BotGame, type TimedCommand } from '../src/index.ts';
import { openRound, roundWith } from './open-round.ts';
import { playAnything, randomFault } from './random-play.ts';

/** Faults come until then; afterwards the lane has all the time it needs. */
const troubleMs = 60_000;
const drainedMs = 1_500_000;

const everyFault = ['drop', 'delay', 'duplicate', 'partition', 'crash'] as const;

function pickFrom<T>(list: readonly T[], seed: number, purpose: string): T {
  return list[randomInt(0, list.length - 1, seed, purpose)]!;
}

/** Twelve faults in the first minute, then all is healed. */
function troubles(seed: number, kinds: readonly FaultSpec['kind'][] = everyFault): readonly TimedCommand[] {
  const faults = Array.from({ length: 12 }, (_, index): TimedCommand => {
    const at = randomInt(0, troubleMs - 1, seed, 'trouble', index);
    return { at, command: { type: 'injectFault', lane: 'all', ...randomFault(seed * 100 + index, kinds) } };
  }).sort((a, b) => a.at - b.at);
  return [...faults, { at: troubleMs, command: { type: 'healFaults', lane: 'all' } }];
}

/** Up to 30 % of every leg is dropped for the first minute. */
function lossyLegs(seed: number): readonly TimedCommand[] {
  return (['publish', 'confirm', 'deliver', 'ack'] as const).map((leg) => ({
    at: 0,
    command: {
      type: 'injectFault',
      lane: 'all',
      what: { kind: 'drop', leg },
      span: { rate: randomInt(1, 30, seed, 'loss', leg) / 100, forMs: troubleMs },
    },
  }));
}

/** Orders come for two minutes; the round goes on until a lane that can drain has drained. */
function drainingRound(contract: Contract, profile: Partial<Profile> = {}, offered: RoundSettings['offered'] = []) {
  return roundWith({ contract, offered, roundMs: 3_600_000, orderEveryMs: 0 }, profile);
}

function orders(seed: number, count = 8): readonly TimedCommand[] {
  return Array.from({ length: count }, (_, index) => ({
    at: randomInt(0, troubleMs, seed, 'order', index),
    command: { type: 'placeOrder', lane: 'L1' } as TimedCommand['command'],
  }));
}

function play(settings: RoundSettings, seed: number, shape: LaneShape, timetable: readonly TimedCommand[]): BotGame {
  const inTime = [...timetable].sort((a, b) => a.at - b.at);
  return playBots(openRound(settings, seed, shape), drainedMs, { timetable: inTime });
}

function theLane(state: SessionState): Lane {
  expect(state.phase).toBe('playing');
  return state.lanes[0]!;
}

function effectsOf(lane: Lane): readonly number[] {
  return lane.orders.map((order) => lane.effects.filter((effect) => effect.order === order.id).length);
}

function isQuiet(lane: Lane): boolean {
  return lane.packets.length === 0 && lane.copies.length === 0 && lane.hands.length === 0;
}

function shapeOf(seed: number, consumers = randomInt(1, 2, seed, 'consumers')): LaneShape {
  return { producers: randomInt(1, 3, seed, 'producers'), consumers };
}

const manySeeds = Array.from({ length: 150 }, (_, index) => index + 1);

test('without faults every textbook does every order once and leaves nothing behind', () => {
  for (const contract of contracts) {
    for (const seed of manySeeds.slice(0, 20)) {
      const steady = Array.from({ length: 8 }, (_, index) => ({ ...orders(seed)[index]!, at: index * 7_000 }));
      const game = play(drainingRound(contract), seed, shapeOf(seed), steady);
      const lane = theLane(game.state);
      expect(effectsOf(lane), `${contract}, seed ${seed}`).toEqual(Array(8).fill(1));
      expect(isQuiet(lane)).toBe(true);
      expect(game.refused).toEqual([]);
    }
  }
});

const idempotent = {
  'commit on a durable log': drainingRound('exactly-once', {}, ['commit']),
  'the bank keys': drainingRound('exactly-once', { bankKeys: true }),
  'broker dedup and commit': drainingRound('exactly-once', { brokerDedup: true }, ['commit']),
  'stale acks accepted and commit': drainingRound('exactly-once', { staleAck: 'accepted' }, ['commit']),
};

for (const [means, settings] of Object.entries(idempotent)) {
  test(`exactly-once with ${means} does every order once under every kind of fault`, () => {
    for (const seed of manySeeds) {
      const timetable = [...orders(seed), ...troubles(seed), ...lossyLegs(seed)];
      const game = play(settings, seed, shapeOf(seed), timetable);
      const lane = theLane(game.state);
      expect(effectsOf(lane), `seed ${seed}`).toEqual(Array(8).fill(1));
      expect(lane.orders.every((order) => order.confirmedAt !== undefined)).toBe(true);
      expect(isQuiet(lane), `seed ${seed} left work`).toBe(true);
      expect(game.refused.filter(({ command }) => command.by === 'bot')).toEqual([]);
    }
  });
}

test('exactly-once by check, charge and record holds while no consumer crashes and there is one', () => {
  for (const seed of manySeeds) {
    const timetable = [...orders(seed), ...troubles(seed, ['drop', 'delay', 'duplicate', 'partition'])];
    const game = play(drainingRound('exactly-once'), seed, shapeOf(seed, 1), timetable);
    expect(effectsOf(theLane(game.state)), `seed ${seed}`).toEqual(Array(8).fill(1));
  }
});

test('at-least-once never loses, under every kind of fault, and all producers learn it', () => {
  let duplicates = 0;
  for (const seed of manySeeds) {
    const timetable = [...orders(seed), ...troubles(seed), ...lossyLegs(seed)];
    const game = play(drainingRound('at-least-once'), seed, shapeOf(seed), timetable);
    const lane = theLane(game.state);
    expect(Math.min(...effectsOf(lane)), `seed ${seed}`).toBeGreaterThanOrEqual(1);
    expect(lane.orders.every((order) => order.confirmedAt !== undefined)).toBe(true);
    expect(isQuiet(lane), `seed ${seed} left work`).toBe(true);
    duplicates += lane.effects.length - lane.orders.length;
  }
  // The price of the contract: were there none, these faults would prove nothing.
  expect(duplicates).toBeGreaterThan(100);
});

for (const [name, profile, offered] of [
  ['manual acks', {}, []],
  ['manual acks and discard', {}, ['discard']],
  ['auto acks', { ackMode: 'auto' }, []],
] as const) {
  test(`at-most-once with ${name} never repeats, under drops, delays, partitions and crashes`, () => {
    let lost = 0;
    for (const seed of manySeeds) {
      const timetable = [...orders(seed), ...troubles(seed, ['drop', 'delay', 'partition', 'crash'])];
      const game = play(drainingRound('at-most-once', profile, offered), seed, shapeOf(seed), timetable);
      const effects = effectsOf(theLane(game.state));
      expect(Math.max(...effects), `seed ${seed}`).toBeLessThanOrEqual(1);
      lost += effects.filter((count) => count === 0).length;
    }
    expect(lost).toBeGreaterThan(50);
  });
}

function anyRound(seed: number): RoundSettings {
  const maybe = <T>(purpose: string, ...values: readonly T[]) => pickFrom(values, seed, purpose);
  return roundWith(
    {
      contract: pickFrom(contracts, seed, 'contract'),
      orderEveryMs: maybe('rate', 3_000, 8_000),
      overdueMs: maybe('overdue', 0, 2_000, 6_000),
      travelMs: maybe('travel', [0, 0] as const, [900, 1_600] as const),
      roundMs: 40_000,
      offered: maybe('offered', [], ['commit'] as const, ['commit', 'park', 'nack', 'discard'] as const),
    },
    {
      ackMode: maybe('ackMode', 'manual', 'auto'),
      brokerDedup: maybe('brokerDedup', false, true),
      staleAck: maybe('staleAck', 'ignored', 'accepted'),
      bankKeys: maybe('bankKeys', false, true),
      dedupLog: maybe('dedupLog', 'durable', 'volatile'),
    },
  );
}

test('no bot is ever refused, in 2,000 games of every kind, nor when it takes over a seat that a player left', () => {
  let acted = 0;
  let takenOver = 0;
  for (let seed = 1; seed <= 2_000; seed++) {
    const opened = openRound(anyRound(seed), seed, shapeOf(seed));
    const left = seed % 2 === 0 ? playAnything(opened, 15_000, { seed, hostRate: 0.1 }).state : opened;
    if (left.phase === 'paused') continue;
    if (left !== opened) takenOver++;
    const timetable = troubles(seed).filter(({ at }) => at > left.at);
    const game = playBots(left, 60_000, { timetable, textbook: () => pickFrom(contracts, seed, 'textbook') });
    expect(
      game.refused.filter(({ command }) => command.by === 'bot'),
      `seed ${seed}`,
    ).toEqual([]);
    acted += game.events.length;
  }
  expect(takenOver).toBeGreaterThan(800);
  expect(acted).toBeGreaterThan(100_000);
});

test('a game is the fold of its log, and the same game gives the same log', () => {
  for (const seed of manySeeds.slice(0, 10)) {
    const opened = openRound(anyRound(seed), seed);
    const timetable = troubles(seed);
    const game = playBots(opened, 60_000, { timetable });
    expect(JSON.stringify(evolveAll(opened, game.events))).toBe(JSON.stringify(game.state));
    expect(playBots(opened, 60_000, { timetable })).toEqual(game);
    expect(game.state.phase).toBe('predicting');
  }
});

test('a game in two parts is the same game: time is all that a bot needs to know', () => {
  const opened = openRound(anyRound(3), 3);
  const whole = playBots(opened, 30_000);
  const half = playBots(opened, 12_345);
  const rest = playBots(half.state, 30_000);
  expect(half.state.at).toBeLessThanOrEqual(12_345);
  expect([...half.events, ...rest.events]).toEqual(whole.events);
});

test('bots wait while the round is paused, and only bots play', () => {
  const opened = openRound(roundWith({ orderEveryMs: 2_000 }), 5);
  const pause = { at: 10_000, command: { type: 'pauseRound' } } as const;
  const resume = { at: 200_000, command: { type: 'resumeRound' } } as const;
  const paused = playBots(opened, 190_000, { timetable: [pause] });
  expect(paused.state.phase).toBe('paused');
  expect(paused.events.at(-1)).toMatchObject({ type: 'roundPaused', at: 10_000 });
  const resumed = playBots(paused.state, 230_000, { timetable: [resume] });
  expect(resumed.state.lanes[0]!.counts.effects).toBeGreaterThan(paused.state.lanes[0]!.counts.effects);

  const byPlayer: SessionState = {
    ...opened,
    lanes: opened.lanes.map((lane) => ({
      ...lane,
      seats: lane.seats.map((seat) => (seat.role === 'consumer' ? { ...seat, driver: 'player' } : seat)),
    })),
  };
  const played = playBots(byPlayer, 60_000).state.lanes[0]!;
  expect(played.hands.length).toBeGreaterThan(0);
  expect(played.effects).toEqual([]);
});
