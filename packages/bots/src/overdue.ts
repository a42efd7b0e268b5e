import type { RoundSettings } from '@ack-attack/engine';

/**
 * How long a bot waits for an answer before it repeats itself, in ms: the round's own limit, but never less
 * than a packet needs there and back.
 */
export function patienceMs({ overdueMs, travelMs }: Pick<RoundSettings, 'overdueMs' | 'travelMs'>): number {
  return Math.max(overdueMs, 2 * travelMs[1]);
}
