import type { LaneReveal } from '@ack-attack/protocol';

/** The players' average prediction for their lane; undefined where no player predicted. */
export function believed(predictions: LaneReveal['predictions']): { lost: number; duplicates: number } | undefined {
  if (predictions.length === 0) return undefined;
  const sum = { lost: 0, duplicates: 0 };
  for (const { prediction } of predictions) {
    sum.lost += prediction.lost;
    sum.duplicates += prediction.duplicates;
  }
  return { lost: sum.lost / predictions.length, duplicates: sum.duplicates / predictions.length };
}
