import { clientTimes } from '@ack-attack/protocol';

const longestMs = 5_000;
const shortestAwayMs = 500;
const longestAwayMs = 900_000;

/**
 * How long to wait for an answer to the `sends`th try (from 1) before the next, in ms. It grows, and differs
 * from client to client, so that a class does not come back in step.
 */
export function resendAfter(sends: number, random: () => number): number {
  const wait = Math.min(longestMs, clientTimes.resendAfterMs * 1.5 ** (sends - 1));
  return Math.round(wait * (0.8 + 0.2 * random()));
}

/** How long to wait where the server asked for `waitMs`, in ms: spread out, so that clients do not return together. */
export function askAgainAfter(waitMs: number, random: () => number): number {
  return Math.round(Math.min(longestAwayMs, Math.max(shortestAwayMs, waitMs)) * (1 + 0.5 * random()));
}
