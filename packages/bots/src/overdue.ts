import type { Contract, RoundSettings } from '@ack-attack/engine';

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
  return Math.max(settings.overdueMs, 2 * settings.travelMs[1] + prefetch * deliveryMs(settings, contract));
}

/** The longest that a consumer needs for one delivery, in ms. */
function deliveryMs({ offered, profile, paceMs, workMs }: RoundSettings, contract: Contract): number {
  if (contract !== 'exactly-once' || profile.bankKeys) return 2 * paceMs[1] + workMs.charge;
  if (offered.includes('commit')) return 2 * paceMs[1] + workMs.commit;
  return 4 * paceMs[1] + workMs.check + workMs.charge + workMs.record;
}
