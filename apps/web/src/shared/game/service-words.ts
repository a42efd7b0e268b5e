import type { RoundSettings } from '@ack-attack/engine';
import { serviceTerms } from '@ack-attack/scoring';

/** What a lane owes its customers, for the sentence that says so: a round that starts now is judged by it. */
export function serviceWords(settings: RoundSettings): { oneIn: number; seconds: number } {
  const { oneIn, timeMs } = serviceTerms(settings);
  return { oneIn, seconds: Math.round(timeMs / 1_000) };
}
