import { expect, test } from 'vitest';
import { leadInAt, leadInChangesIn, leadInMs } from '../src/shared/game/lead-in.ts';

test('the screens count 3, 2, 1 and go by game time', () => {
  const counted = [-50, 0, 999, 1_000, 1_001, 2_500, 2_999, 3_000, 3_600].map(leadInAt);
  expect(counted).toEqual([3, 3, 3, 2, 2, 1, 1, 0, 0]);
});

test('it is over in good time, and for a late viewer, too', () => {
  expect(leadInAt(leadInMs + 700)).toBeUndefined();
  expect(leadInAt(60_000)).toBeUndefined();
});

test('a viewer that looks again when told misses no number and sees none twice', () => {
  for (const start of [0, 1, 400, 999.5, 1_000]) {
    const seen = [];
    for (let gameMs = start; leadInAt(gameMs) !== undefined; gameMs += leadInChangesIn(gameMs)) {
      seen.push(leadInAt(gameMs));
      expect(leadInChangesIn(gameMs)).toBeGreaterThan(0);
    }
    expect(seen).toEqual([3, 2, 1, 0].slice(4 - seen.length));
    expect(seen.length).toBeGreaterThanOrEqual(3);
  }
});
