import type { Range } from './ranges.ts';

const share: Range = [0, 1];
const travelMs: Range = [0, 60_000];
const waitMs: Range = [0, 600_000];
const windowMs: Range = [0, 3_600_000];
const deliveries: Range = [0, 1_000];

/** Bounds on what one lane may hold, so that a state stays small in any game. */
export const laneLimits = {
  packetsInAir: 400,
  copies: 1_000,
  handsPerConsumer: 1_000,
  sendingsPerOrder: 200,
  orders: 2_000,
  activeFaults: 50,
  answersKept: 20,
  dropsKept: 12,
  receiptsKept: 1_000,
} as const;

export const sessionLimits = {
  players: 60,
  /** Code units of a name. */
  nameLength: 20,
  roundMs: [10_000, 3_600_000] as Range,
  faultMs: 600_000,
  planSteps: 50,
  /** Code units of a plan's name, and of what it teaches. */
  planName: 80,
  planTeaches: 400,
  partitions: 16,
  faultNext: 1_000,
  delayMs: 60_000,
  /** How long a reorder holds a packet back where too few come after it. */
  holdMs: 60_000,
  /** Due events that one command may set off. */
  dueEvents: 100_000,
  consumersByHand: 16,
  producersByHand: 16,
  /** Lanes beyond this are not legible on a projector, and would share their symbols. */
  lanes: 12,
  /** Seats of a lane that the game makes by itself. */
  laneSeats: [3, 5] as Range,
  /** Lanes of a full class in the smallest shape by hand. */
  lanesByHand: 20,
  /** Consoles that may give commands in one session: the last command of each is remembered for good. */
  consoles: 256,
} as const;

/** What a round's settings may be. */
export const settingLimits = {
  predictMs: waitMs,
  orderEveryMs: waitMs,
  freshMs: windowMs,
  travelMs,
  overdueMs: waitMs,
  maxConsumers: [1, 3] as Range,
  paceMs: [1, travelMs[1]] as Range,
  workMs: travelMs,
  poisonRate: share,
  windowMs,
  deliveryLimit: deliveries,
  prefetch: deliveries,
  partitions: [0, sessionLimits.partitions] as Range,
  spontaneousDuplicateRate: share,
} as const;

/** What a policy's numbers may be. */
export const policyLimits = {
  retries: [0, 20] as Range,
  retryAfterMs: [10, waitMs[1]] as Range,
  backoff: [1, 4] as Range,
  jitter: share,
  visibilityMs: windowMs,
  prefetch: deliveries,
  deliveryLimit: deliveries,
  logWindowMs: windowMs,
} as const;

/** How many customers the catalogues know. */
export const customers = 12;

/** The largest value of an order. */
export const largestValue = 99_999;

/** Bounds on what devices that ask for a seat may put before the host. */
export const claimLimits = {
  /** Claims that may wait for the host at the same time. */
  open: 10,
  openMs: 180_000,
  /** How long a seat cannot be claimed again after the host has refused. */
  restMs: 30_000,
  /** Claims that are remembered, so that one that has ended is not taken for a new one. */
  kept: 60,
} as const;

/** How long a phone may be away before a bot covers its seat. */
export const coverAfterMs = 10_000;
/** How long a round goes on without a connected console before it pauses. */
export const hostAwayMs = 15_000;
/** A due event this late means that no server ran the session, so the clock is held. */
export const stallMs = 5_000;
