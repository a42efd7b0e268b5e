import { expect, test } from 'vitest';
import { damageOf, kinds } from '../corruption/damage.ts';
import { runTrials } from '../corruption/run-trials.ts';
import { sessions } from '../corruption/school.ts';

const seeds = Number(process.env['CORRUPTION_SEEDS'] ?? 209);

test(`${seeds} damaged session files: the server starts, names what is wrong and serves the rest`, async () => {
  const results = await runTrials(Array.from({ length: seeds }, (_, seed) => seed));
  expect(results.map(({ seed }) => seed)).toEqual(Array.from({ length: seeds }, (_, seed) => seed));
  for (const { seed, mistakes } of results) expect(mistakes, `seed ${seed}, ${damageOf(seed).kind}`).toEqual([]);
  // Each kind did damage in some seed, but for the one that does none.
  const harmless = kinds.filter((kind) =>
    results.every((result) => result.kind !== kind || (result.findings?.length === 0 && !result.shortened)),
  );
  expect(harmless).toEqual(['nothing']);
  // A damaged first page costs nobody a session, and damage to one event only its own.
  for (const kind of ['the header', 'the first page', 'the schema']) {
    for (const result of results) if (result.kind === kind) expect(result.whole, `seed ${result.seed}`).toBe(sessions);
  }
  for (const kind of ['a byte of a name', 'a digit of an event']) {
    for (const result of results) {
      if (result.kind === kind) expect(result.whole, `seed ${result.seed}`).toBeGreaterThanOrEqual(sessions - 1);
    }
  }
}, 900_000);
