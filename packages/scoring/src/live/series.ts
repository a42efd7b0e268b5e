import { lastOf, type Lane, type LaneEvent } from '@ack-attack/engine';
import { tallyLive } from '../ledger/tally.ts';

/** What one lane did in one span of game time. */
export interface SeriesBucket {
  /** Orders that were placed. */
  placed: number;
  /** Orders that got their first effect. */
  done: number;
  /** Effects beyond the first of their order. */
  duplicates: number;
  /** Orders of the round so far that nothing can bring back, as the bucket ended; of the newest one, as it began. */
  lost: number;
  /** Ms from placing to first effect, summed over `done`. */
  waitedMs: number;
  /** Packets that machines sent: what the work cost. What the network makes twice counts once. */
  packets: number;
}

/** A lane's round as it goes, in at most 120 buckets. */
export interface Series {
  /** Width of a bucket in game ms: 5 s, and twice as wide each time there would be too many. */
  bucketMs: number;
  /** By number: n holds what happened from n × bucketMs on. One in which nothing happened is absent. */
  buckets: Readonly<Record<number, SeriesBucket>>;
}

export const seriesLimits = { bucketMs: 5_000, buckets: 120 } as const;

export const emptySeries: Series = { bucketMs: seriesLimits.bucketMs, buckets: {} };

/**
 * Folds one event of a lane into its series (SCO-15).
 *
 * @param lane as it was before the event
 * @param at game ms of the event
 */
export function foldLaneSeries(series: Series, lane: Lane, event: LaneEvent, at: number): Series {
  const fitting = widened(series, at);
  const number = Math.floor(at / fitting.bucketMs);
  const opened = fitting.buckets[number] ? fitting : withLosses(fitting, lane, number);
  const bucket = opened.buckets[number];
  const counted = bucket && counting(bucket, lane, event, at);
  return !counted || counted === bucket ? opened : { ...opened, buckets: { ...opened.buckets, [number]: counted } };
}

/** The series once the bell has rung: its newest bucket has ended too. */
export function endSeries(series: Series, lane: Lane): Series {
  return withLosses(series, lane);
}

/** Tells the newest bucket how many orders are lost, and opens the bucket named with that. */
function withLosses(series: Series, lane: Lane, open?: number): Series {
  const { lost } = tallyLive(lane);
  const buckets: Record<number, SeriesBucket> = { ...series.buckets };
  const newest = lastOf(Object.keys(buckets).map(Number));
  const last = newest === undefined ? undefined : buckets[newest];
  if (newest !== undefined && last) buckets[newest] = { ...last, lost };
  if (open !== undefined) buckets[open] = { placed: 0, done: 0, duplicates: 0, lost, waitedMs: 0, packets: 0 };
  return { ...series, buckets };
}

function counting(bucket: SeriesBucket, lane: Lane, event: LaneEvent, at: number): SeriesBucket {
  switch (event.type) {
    case 'orderPlaced':
      return { ...bucket, placed: bucket.placed + 1 };
    case 'packetSent':
      return event.packet.twinOf === undefined ? { ...bucket, packets: bucket.packets + 1 } : bucket;
    case 'cardCharged':
    case 'workCommitted': {
      if (event.effect === undefined) return bucket;
      const hand = lane.hands.find(({ id }) => id === event.delivery);
      const order = hand && lane.orders.find(({ id }) => id === hand.order);
      if (!order) return bucket;
      if (lane.effects.some((effect) => effect.order === order.id)) {
        return { ...bucket, duplicates: bucket.duplicates + 1 };
      }
      return { ...bucket, done: bucket.done + 1, waitedMs: bucket.waitedMs + at - order.placedAt };
    }
    default:
      return bucket;
  }
}

/** The same series in buckets wide enough for what happened at a time to have a place. */
function widened(series: Series, at: number): Series {
  if (at < series.bucketMs * seriesLimits.buckets) return series;
  const buckets: Record<number, SeriesBucket> = {};
  for (const [key, bucket] of Object.entries(series.buckets)) {
    const number = Math.floor(Number(key) / 2);
    const first = buckets[number];
    buckets[number] = first ? joined(first, bucket) : bucket;
  }
  return widened({ bucketMs: 2 * series.bucketMs, buckets }, at);
}

function joined(first: SeriesBucket, second: SeriesBucket): SeriesBucket {
  return {
    placed: first.placed + second.placed,
    done: first.done + second.done,
    duplicates: first.duplicates + second.duplicates,
    lost: second.lost,
    waitedMs: first.waitedMs + second.waitedMs,
    packets: first.packets + second.packets,
  };
}
