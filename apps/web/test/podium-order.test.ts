import type { LaneId } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { podiumPlace, podiumSteps, type Placed } from '../src/stage/results/podium-order.ts';

const lanesOf = (...points: number[]): readonly Placed[] =>
  points.map((own, index) => ({ lane: `L${index + 1}` as LaneId, points: own }));
const ids = (lanes: readonly Placed[]) => podiumSteps(lanes).map((step) => step.lanes.join('+'));

describe('the order of a podium', () => {
  test('is from the last lane up to the first', () => {
    expect(ids(lanesOf(40, 30, 20, 10))).toEqual(['L4', 'L3', 'L2', 'L1']);
  });

  test('tells of equal points together, and skips the places they take', () => {
    const lanes = lanesOf(40, 40, 20, 20, 10);
    expect(ids(lanes)).toEqual(['L5', 'L3+L4', 'L1+L2']);
    expect(lanes.map((lane) => podiumPlace(lane, lanes))).toEqual([1, 1, 3, 3, 5]);
  });

  test.each([1, 2, 3, 4, 10, 12])('tells of every one of %i lanes once, the winner after the longest wait', (count) => {
    const lanes = lanesOf(...Array.from({ length: count }, (_, index) => 200 - index * 10));
    const steps = podiumSteps(lanes);
    expect(steps.flatMap((step) => step.lanes).sort()).toEqual(lanes.map(({ lane }) => lane).sort());
    expect(steps.at(-1)?.lanes).toEqual(['L1']);
    const waits = steps.map(({ atMs }, index) => atMs - (steps[index - 1]?.atMs ?? 0));
    expect(Math.min(...waits)).toBeGreaterThan(0);
    if (count > 1) expect(waits.at(-1)).toBe(Math.max(...waits));
    expect(steps.at(-1)!.atMs).toBeLessThan(10_000);
  });

  test('has no step where no lane played', () => {
    expect(podiumSteps([])).toEqual([]);
  });
});
