import {
  findBreak,
  playSchedule,
  usualPowers,
  type NetworkPowers,
  type SearchOptions,
  type SearchResult,
} from '@ack-attack/adversary';
import { textbookPolicies } from '@ack-attack/bots';
import { emptySession, evolveAll } from '@ack-attack/engine';
import { tallyAtBell } from '@ack-attack/scoring';
import { describe, expect, test } from 'vitest';
import { randomRound, textbookRound } from './random-round.ts';

const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** How few faults it took, or that up to so many were not enough. */
function least(result: SearchResult): string {
  return result.outcome === 'broken' ? `broken by ${result.schedule.length}` : `kept under ${result.upTo}`;
}

/** No cut takes a packet and its resend, so that some policies stand one fault and not two. */
const powers: NetworkPowers = { ...usualPowers, partitionMs: 800 };

/** Two faults on one order, or one on two. */
function sizeOf(seed: number): { orders: number; faults: number } {
  return seed % 14 === 0 ? { orders: 1, faults: 2 } : { orders: 2, faults: 1 };
}

describe('over random policies', () => {
  test('ADV-8 ADV-9: a reported schedule breaks the contract when it is played, and without any of its faults it does not', () => {
    const lengths = new Map<number, number>();
    for (const seed of seeds(100)) {
      const { orders, faults } = sizeOf(seed);
      const round = randomRound(seed, orders);
      const result = findBreak(round, { faults, powers });
      if (result.outcome !== 'broken') continue;
      const { schedule } = result;
      lengths.set(schedule.length, (lengths.get(schedule.length) ?? 0) + 1);
      const { broken, breaks, events, struck } = playSchedule(round, powers, schedule);
      expect(broken).toBe(true);
      expect(struck.map(({ fault }) => fault)).toEqual(schedule);
      // The log is one that any reader folds, and scoring judges it by the same rules as a class's.
      const end = evolveAll(emptySession, events);
      expect(end.phase).toBe('predicting');
      expect(tallyAtBell(end.lanes[0]!).verdict[round.settings.contract]).toBe('broken');
      expect(breaks.length).toBeGreaterThan(0);
      for (const index of schedule.keys()) {
        const fewer = schedule.filter((_, other) => other !== index);
        expect(playSchedule(round, powers, fewer).broken, `seed ${seed} without fault ${index + 1}`).toBe(false);
      }
    }
    // The sample has breaks of every length, so that none of the above is said of nothing.
    expect([...lengths.keys()].sort()).toEqual([0, 1, 2]);
  });

  test('ADV-11: known states that are not played again change nothing of the answer', () => {
    let merged = 0;
    for (const seed of seeds(42)) {
      const { orders, faults } = sizeOf(seed);
      const round = randomRound(seed, orders);
      const options: SearchOptions = { faults, powers, strategy: 'exhaustive' };
      const once = findBreak(round, options);
      expect(least(findBreak(round, { ...options, merge: false })), `seed ${seed}`).toBe(least(once));
      merged += once.work.merged;
    }
    expect(merged).toBeGreaterThan(0);
  });

  test('ADV-12 ADV-13: guided, and by lineage alone, the search finds a break of as few faults as without', () => {
    const outcomes = new Map<string, number>();
    for (const seed of seeds(210)) {
      const { orders, faults } = sizeOf(seed);
      const round = randomRound(seed + 1_000, orders);
      const find = (strategy: SearchOptions['strategy']) => findBreak(round, { faults, powers, strategy });
      const exhaustive = find('exhaustive');
      outcomes.set(least(exhaustive), (outcomes.get(least(exhaustive)) ?? 0) + 1);
      const byLineage = find('lineage');
      expect(byLineage.outcome, `seed ${seed + 1_000}`).toBe(exhaustive.outcome === 'kept' ? 'not-found' : 'broken');
      if (byLineage.outcome === 'broken') {
        expect(least(byLineage), `seed ${seed + 1_000}`).toBe(least(exhaustive));
        expect(byLineage.shortest).toBe(byLineage.schedule.length === 0 ? 'proved' : 'not-proved');
      }
      if (seed % 3 > 0) continue;
      const guided = find('guided');
      expect(least(guided), `seed ${seed + 1_000}`).toBe(least(exhaustive));
      if (guided.outcome === 'broken') expect(guided.shortest).toBe('proved');
    }
    expect([...outcomes.keys()].sort()).toEqual([
      'broken by 0',
      'broken by 1',
      'broken by 2',
      'kept under 1',
      'kept under 2',
    ]);
  });
});

test('ADV-10: the textbook of at-least-once stands two faults, and the certificate says which', () => {
  const result = findBreak(textbookRound('at-least-once', 1), { faults: 2 });
  expect(result).toMatchObject({ outcome: 'kept', upTo: 2, powers: usualPowers });
});

test('ADV-8: a textbook with one setting turned is broken by as few faults as that setting allows', () => {
  const confirmsFirst = { ...textbookPolicies['at-least-once'].broker, confirm: 'before-store' } as const;
  const confirmed = findBreak(textbookRound('at-least-once', 1, { broker: confirmsFirst }), { faults: 2 });
  expect(confirmed).toMatchObject({ outcome: 'broken', schedule: [{ kind: 'crash', seat: 'L1.B1' }] });
  const charges = { ...textbookPolicies['exactly-once'].consumer, idempotencyKey: false } as const;
  const charged = findBreak(textbookRound('exactly-once', 1, { consumer: charges }), { faults: 2 });
  expect(charged).toMatchObject({ outcome: 'broken', schedule: [{ kind: 'crash', seat: 'L1.C1' }] });
  const forgets = { ...textbookPolicies['at-least-once'].producer, waitForConfirm: false } as const;
  const dropped = findBreak(textbookRound('at-least-once', 1, { producer: forgets }), { faults: 2 });
  expect(dropped).toMatchObject({ outcome: 'broken', schedule: [{ kind: 'drop', packet: 'p1', leg: 'publish' }] });
});

test('ADV-8: a round that breaks with no fault has the empty schedule', () => {
  const never = { ...textbookPolicies['at-least-once'].broker, confirm: 'never' } as const;
  const hasty = { ...textbookPolicies['exactly-once'].producer, retryId: 'fresh' } as const;
  const consumer = { ...textbookPolicies['exactly-once'].consumer, idempotencyKey: false };
  const result = findBreak(textbookRound('exactly-once', 1, { broker: never, producer: hasty, consumer }), {
    faults: 1,
  });
  expect(result).toMatchObject({ outcome: 'broken', schedule: [] });
});
