import type { Contract, RoundSettings } from '@ack-attack/engine';

/** Shortest and longest time a bot thinks between two actions, in ms. */
export const paceRangeMs = [500, 1_100] as const;

/** How many copies a broker leaves with one consumer before it waits for an ack. */
export const prefetch = 3;

/**
 * How long a producer waits for a confirm before it repeats itself, in ms: the round's own limit, but never
 * less than a packet needs there and back.
 */
export function confirmPatienceMs({ overdueMs, travelMs }: RoundSettings): number {
  return Math.max(overdueMs, 2 * travelMs[1]);
}

/**
 * How long a broker waits for an ack before it delivers again, in ms. A clock that runs out while the consumer is
 * still at work makes every ack come too late, and the lane goes round in circles; so it outlasts the work
 * on all that the broker lets a consumer hold.
 */
export function ackPatienceMs(settings: RoundSettings, contract: Contract): number {
  return Math.max(
    settings.overdueMs,
    2 * settings.travelMs[1] + prefetch * stepsOf(settings, contract) * paceRangeMs[1],
  );
}

/** How many actions a consumer needs for one delivery. */
function stepsOf({ offered, profile }: RoundSettings, contract: Contract): number {
  return contract === 'exactly-once' && !profile.bankKeys && !offered.includes('commit') ? 4 : 2;
}
