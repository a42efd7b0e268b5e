import type { LaneReveal } from '@ack-attack/protocol';

/** What players said of their lane, on average; undefined where nobody said anything. */
export function believed(predictions: LaneReveal['predictions']): { lost: number; duplicates: number } | undefined {
  if (predictions.length === 0) return undefined;
  const sum = { lost: 0, duplicates: 0 };
  for (const { prediction } of predictions) {
    sum.lost += prediction.lost;
    sum.duplicates += prediction.duplicates;
  }
  return { lost: sum.lost / predictions.length, duplicates: sum.duplicates / predictions.length };
}
