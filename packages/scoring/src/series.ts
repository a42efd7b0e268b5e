/** What one lane did in one span of game time. */
export interface SeriesBucket {
  /** Orders that were placed. */
  placed: number;
  /** Orders that got their first effect. */
  done: number;
  /** Effects beyond the first of their order. */
  duplicates: number;
  /** Orders of the round so far that nothing can bring back, as the bucket before this one left them. */
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
