import { describe, expect, it } from 'vitest';
import failingSeeds from './failing-seeds.json' with { type: 'json' };
import { simulate } from './simulate.ts';

const from = 1_000_000;
const seeds = 1_000;
const batches = 10;

describe('servers on a simulated store, network and clock', () => {
  it.each(Array.from({ length: batches }, (_, batch) => from + (batch * seeds) / batches))(
    `do every command once, nothing twice, and agree (${seeds / batches} seeds from %i)`,
    async (first) => {
      const done = { conflicts: 0, lostRequests: 0, lostAnswers: 0, kills: 0, pauses: 0 };
      for (let seed = first; seed < first + seeds / batches; seed++) {
        const simulated = await simulate(seed);
        expect(simulated.mistakes, `seed ${seed}`).toEqual([]);
        for (const name of Object.keys(done) as (keyof typeof done)[]) done[name] += simulated.done[name];
      }
      // The world was as bad as it is meant to be.
      expect(Math.min(...Object.values(done))).toBeGreaterThan(seeds / batches / 4);
    },
  );

  it.each(failingSeeds.map((each) => [each]))('no longer fail with seed %i', async (seed) => {
    expect((await simulate(seed)).mistakes).toEqual([]);
  });

  it('take the same course for the same seed', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  });

  it.each([
    ['ignores-versions', /another state than the log$/],
    ['appends-twice', /is in the log 2 times$/],
    ['hides-connections', /was refused .* and is in the log$/],
    ['forgets-pauses', /was told that its newest connection is not$/],
    ['believes-late-views', /went back from/],
    ['patches-any-view', /another view than the log gives it$/],
  ] as const)('are caught by the right check when a bug is planted: %s', async (plant, mistake) => {
    let caught: string | undefined;
    for (let seed = 1_000; seed < 3_000 && caught === undefined; seed++) {
      caught = (await simulate(seed, plant)).mistakes.find((each) => mistake.test(each));
    }
    expect(caught).toBeDefined();
  });
});
