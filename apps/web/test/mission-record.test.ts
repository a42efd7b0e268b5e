import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  dayOf,
  dayStreak,
  missionOf,
  missionRecord,
  rememberBegun,
  rememberEnd,
  starCount,
  starsOf,
} from '../src/shared/missions/mission-record.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});

const truth = { lost: 2, duplicates: 1 };
const all = { served: true, kept: true, predicted: true };
const two = { ...all, predicted: false };

describe('stars', () => {
  test('are for serving, for keeping the contract and for a prediction that is right in both', () => {
    expect(starsOf({ end: 'kept', truth, prediction: truth })).toEqual(all);
    expect(starsOf({ end: 'broken', truth, prediction: { lost: 2, duplicates: 0 } })).toEqual({
      served: true,
      kept: false,
      predicted: false,
    });
    expect(starCount(starsOf({ end: 'not-served', truth, prediction: undefined }))).toBe(0);
  });
});

describe('the record', () => {
  test('knows which session was begun as which mission', () => {
    rememberBegun('a', 3);
    rememberBegun('b', 4);
    expect([missionOf('a'), missionOf('b'), missionOf('c')]).toEqual([3, 4, undefined]);
    expect(missionRecord().hasBegunFirst).toBe(false);
    rememberBegun('d', 'first');
    rememberBegun('e', 5);
    expect(missionOf('d')).toBe('first');
    expect(missionRecord().hasBegunFirst).toBe(true);
  });

  test('keeps the round with more stars, then the one with more points', () => {
    rememberEnd(0, two, 90, 5);
    rememberEnd(0, all, 40, 5);
    rememberEnd(0, two, 200, 6);
    expect(missionRecord().best[0]).toEqual({ stars: all, points: 40 });
    rememberEnd(0, all, 60, 6);
    expect(missionRecord().best[0]).toEqual({ stars: all, points: 60 });
    expect(missionRecord().days).toEqual([6, 5]);
  });

  test('that cannot be read is an empty one', () => {
    kept.set('ack-attack/missions', '{{');
    expect(missionRecord()).toEqual({ begun: [], hasBegunFirst: false, best: {}, days: [] });
    kept.set('ack-attack/missions', 'null');
    expect(missionRecord()).toEqual({ begun: [], hasBegunFirst: false, best: {}, days: [] });
  });
});

test('a streak goes on until a day without a mission is over', () => {
  expect(dayStreak([], 10)).toBe(0);
  expect(dayStreak([10, 9, 8, 6], 10)).toBe(3);
  expect(dayStreak([9, 8], 10)).toBe(2);
  expect(dayStreak([8], 10)).toBe(0);
});

test('a day is the one of the calendar on the wall', () => {
  const late = new Date(2026, 0, 1, 23, 59);
  expect(dayOf(new Date(2026, 0, 2, 0, 1)) - dayOf(late)).toBe(1);
  expect(dayOf(new Date(2026, 0, 1, 0, 1))).toBe(dayOf(late));
});
