import { lastOf } from '@ack-attack/engine';
import type { Series, SeriesBucket } from '@ack-attack/scoring';

/** What a chart shows of a lane, bucket by bucket. */
export const measures = ['throughput', 'latency', 'duplicates', 'lost'] as const;
export type Measure = (typeof measures)[number];

/** A lane's line in one chart: a value for each bucket up to the newest; absent where there is nothing to measure. */
export type Line = readonly (number | undefined)[];

/** How a lane has done so far, in numbers that can be compared. */
export interface Cost {
  /** Orders done a second. */
  throughput: number;
  /** Mean seconds from placing an order to its first effect; absent while none is done. */
  latency?: number;
  /** Packets that machines sent for each order that was done. */
  packets?: number;
  duplicates: number;
  lost: number;
}

/**
 * One value a bucket, from the round's start to `gameMs`.
 *
 * @returns orders a second, seconds, effects beyond the first, and orders lost so far
 */
export function lineOf(series: Series, measure: Measure, gameMs: number): Line {
  const { bucketMs, buckets } = series;
  // The newest bucket is not over: its rates are still to rise.
  const whole = Math.floor(gameMs / bucketMs);
  let lost = 0;
  return Array.from({ length: whole }, (_, number) => {
    const bucket = buckets[number];
    lost = bucket?.lost ?? lost;
    return measure === 'lost' ? lost : valueOf(bucket, measure, bucketMs);
  });
}

function valueOf(bucket: SeriesBucket | undefined, measure: Exclude<Measure, 'lost'>, bucketMs: number) {
  switch (measure) {
    case 'throughput':
      return (bucket?.done ?? 0) / (bucketMs / 1000);
    case 'latency':
      return bucket && bucket.done > 0 ? bucket.waitedMs / bucket.done / 1000 : undefined;
    case 'duplicates':
      return bucket?.duplicates ?? 0;
  }
}

/** The round of a lane up to `gameMs` in one line of numbers. */
export function costOf({ buckets }: Series, gameMs: number): Cost {
  const all = Object.entries(buckets).sort(([a], [b]) => Number(a) - Number(b));
  const sum = (of: (bucket: SeriesBucket) => number) => all.reduce((total, [, bucket]) => total + of(bucket), 0);
  const done = sum((bucket) => bucket.done);
  return {
    throughput: gameMs > 0 ? done / (gameMs / 1000) : 0,
    ...(done > 0
      ? { latency: sum((bucket) => bucket.waitedMs) / done / 1000, packets: sum((bucket) => bucket.packets) / done }
      : {}),
    duplicates: sum((bucket) => bucket.duplicates),
    lost: lastOf(all)?.[1].lost ?? 0,
  };
}

/** The top of a scale that holds every line: 1, 2 or 5 times a power of ten. */
export function scaleTop(lines: readonly Line[], least: number): number {
  const most = Math.max(least, ...lines.flatMap((line) => line.map((value) => value ?? 0)));
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5, 10].find((step) => step * power >= most) ?? 10) * power;
}

/** An SVG path of a line in a box of 100 × 100, its gaps left open. */
export function pathOf(line: Line, top: number, length: number): string {
  const step = 100 / Math.max(1, length - 1);
  let pen: 'M' | 'L' = 'M';
  return line
    .map((value, index) => {
      if (value === undefined) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${round(index * step)} ${round(100 - (value / top) * 100)}`;
      pen = 'L';
      return point;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
