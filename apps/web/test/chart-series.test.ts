import type { Series, SeriesBucket } from '@ack-attack/scoring';
import { describe, expect, it } from 'vitest';
import { costOf, lineOf, pathOf, scaleTop } from '../src/stage/results/chart-series.ts';

const bucket = (values: Partial<SeriesBucket>): SeriesBucket => ({
  placed: 0,
  done: 0,
  duplicates: 0,
  lost: 0,
  waitedMs: 0,
  packets: 0,
  ...values,
});

const series: Series = {
  bucketMs: 5_000,
  buckets: {
    0: bucket({ done: 10, waitedMs: 20_000, packets: 60 }),
    1: bucket({ duplicates: 3, lost: 2, packets: 20 }),
    3: bucket({ done: 5, waitedMs: 25_000, lost: 4, packets: 10 }),
  },
};

describe('lines of a lane', () => {
  it('have a value for each complete bucket, and none for an unmeasured one', () => {
    expect(lineOf(series, 'throughput', 19_999)).toEqual([2, 0, 0]);
    expect(lineOf(series, 'throughput', 20_000)).toEqual([2, 0, 0, 1]);
    expect(lineOf(series, 'latency', 20_000)).toEqual([2, undefined, undefined, 5]);
    expect(lineOf(series, 'duplicates', 20_000)).toEqual([0, 3, 0, 0]);
  });

  it('keep the losses through buckets in which nothing happened', () => {
    expect(lineOf(series, 'lost', 20_000)).toEqual([0, 2, 2, 4]);
  });

  it('are drawn with a gap where there is nothing, to the scale given', () => {
    expect(pathOf([2, undefined, 1, 4], 4, 4)).toBe('M0 50M66.7 75L100 0');
    expect(pathOf([1], 1, 1)).toBe('M0 0');
  });

  it('fit a scale of round numbers', () => {
    expect(scaleTop([[0.3], [undefined]], 0.5)).toBe(0.5);
    expect(scaleTop([[3, 12], [7]], 1)).toBe(20);
    expect(scaleTop([[100]], 1)).toBe(100);
  });
});

describe('the cost of a lane', () => {
  it('is counted for each order that was done', () => {
    expect(costOf(series, 20_000)).toEqual({ throughput: 0.75, latency: 3, packets: 6, duplicates: 3, lost: 4 });
  });

  it('is unknown while none is done', () => {
    expect(costOf({ bucketMs: 5_000, buckets: {} }, 0)).toEqual({ throughput: 0, duplicates: 0, lost: 0 });
  });
});
