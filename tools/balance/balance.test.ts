import { contracts, levels } from '@ack-attack/engine';
import { levelPlans } from '@ack-attack/lesson';
import { describe, expect, test } from 'vitest';
import { cells, dropRateOf, dropRates, shapeOf } from './cells.ts';
import { settingsOf } from './game.ts';
import { isClear, marginOf } from './margin.ts';
import { isProved, judge, playSeeds } from './results.ts';
import { silences, strategiesAgainst } from './strategies.ts';
import { weather } from './weather.ts';

/** Seeds of each cell: few, but all drop rates and lane sizes in equal parts. Autopilots play more in a game. */
const seedsOf = { hands: 24, autopilot: 12 } as const;

const seedsFrom = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("a contract's textbook beats the others", () => {
  test.each(cells)('$contract, $level, $system', (cell) => {
    const { autopilot } = settingsOf(cell);
    const others = contracts.filter((other) => other !== cell.contract);
    const { duels } = judge(cell, playSeeds(cell, seedsFrom(autopilot ? seedsOf.autopilot : seedsOf.hands), others));
    expect(duels).toHaveLength(2);
    for (const { other, all } of duels) expect(isClear(all), `${other}: ${all.mean} ± ${all.within}`).toBe(true);
  });
});

describe('no strategy wins without serving', () => {
  test.each(cells)('$contract, $level, $system', (cell) => {
    const { autopilot } = settingsOf(cell);
    // What silence costs where machines are fast is small beside a round's luck: 1,000 seeds show it, these few can't.
    const strategies = strategiesAgainst(cell).filter((name) => !autopilot || !silences.includes(name));
    const games = playSeeds(cell, seedsFrom(autopilot ? 4 : 12), strategies);
    const { duels } = judge(cell, games);
    expect(duels.map(({ other }) => other)).toEqual(strategies);
    for (const { other, all } of duels) expect(isClear(all), `${other}: ${all.mean} ± ${all.within}`).toBe(true);
    for (const game of games) {
      const points = [cell.contract, ...strategies].map((player) => game[player] ?? NaN);
      expect(game.idle, 'what a lane gets that does nothing').toBe(Math.min(...points));
    }
  });
});

test('every seed is played at one drop rate and lane size, all in equal parts', () => {
  const met = seedsFrom(24).map((seed) => `${dropRateOf(seed)} ${JSON.stringify(shapeOf('middle', seed))}`);
  expect(new Set(met).size).toBe(12);
  for (const kind of met) expect(met.filter((other) => other === kind)).toHaveLength(2);
});

test('the weather has the faults of its level and no others', () => {
  for (const level of levels) {
    const settings = settingsOf({ contract: 'at-least-once', level, system: 'plain' });
    const kinds = weather(settings, 0.2, 1).map(({ command }) =>
      command.type === 'injectFault' ? command.what : undefined,
    );
    expect(new Set(kinds.map((what) => what?.kind))).toEqual(new Set(levelPlans[level].faults));
    const legs = kinds.flatMap((what) => (what?.kind === 'drop' ? [what.leg] : []));
    expect(legs).toEqual(levelPlans[level].legs);
  }
});

test('a margin is the mean of the differences with its normal interval', () => {
  const margin = marginOf([1, 2, 3, 4, 5]);
  expect(margin).toMatchObject({ games: 5, mean: 3 });
  expect(margin.within).toBeCloseTo(1.96 * Math.sqrt(2.5 / 5), 10);
  expect(isClear(margin)).toBe(true);
  expect(isClear(marginOf([-1, 2, -3, 4]))).toBe(false);
  expect(isClear(marginOf([-3, -3, -4]))).toBe(false);
});

test('nothing is proved while one interval, at one drop rate, has zero in it', () => {
  const cell = cells[0]!;
  const points = (lead: (seed: number) => number) =>
    seedsFrom(40).map((seed) => ({
      seed,
      'at-most-once': 100 + (seed % 3),
      'at-least-once': 100 - lead(seed),
      'exactly-once': 50,
    }));
  expect(
    isProved(
      judge(
        cell,
        points(() => 20),
      ),
    ),
  ).toBe(true);
  expect(
    isProved(
      judge(
        cell,
        points((seed) => (dropRateOf(seed) === dropRates[3] ? -20 : 20)),
      ),
    ),
  ).toBe(false);
});
