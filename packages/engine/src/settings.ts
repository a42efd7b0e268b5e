/** Ordered from the least promise to the most. */
export const contracts = ['at-most-once', 'at-least-once', 'exactly-once'] as const;
export type Contract = (typeof contracts)[number];

export const levels = ['zero', 'junior', 'middle', 'senior'] as const;
export type Level = (typeof levels)[number];

/** How the broker, the bank and the dedup log of a lane behave. */
export interface Profile {
  /** auto: the broker forgets a copy as soon as it has sent it. */
  ackMode: 'manual' | 'auto';
  /** Whether the broker throws away a copy whose message ID it has stored before. */
  brokerDedup: boolean;
  /** What an ack under an old tag does at the broker. */
  staleAck: 'ignored' | 'accepted';
  /** Whether the bank takes the order as an idempotency key. */
  bankKeys: boolean;
  /** durable: one log for the lane that survives crashes. volatile: one per consumer, in its memory. */
  dedupLog: 'durable' | 'volatile';
}

/** Actions that a level may leave out. Every other action is always there. */
export const optionalActions = ['commit', 'park', 'nack', 'discard'] as const;
export type OptionalAction = (typeof optionalActions)[number];

/** Everything that fixes how a round is played. Times are milliseconds of game time. */
export interface RoundSettings {
  contract: Contract;
  level: Level;
  roundMs: number;
  /** How long players have to predict before the truth is shown; 0 waits for the host. */
  predictMs: number;
  /** Mean time between two orders in one lane; 0 means none come by themselves. */
  orderEveryMs: number;
  /** An order done later than this after it came is worth nothing; 0 means it never goes stale. */
  freshMs: number;
  /** Shortest and longest travel time of a packet. */
  travelMs: readonly [number, number];
  /** After this long without an answer a machine's owner is told that it is overdue. */
  overdueMs: number;
  maxConsumers: number;
  profile: Profile;
  offered: readonly OptionalAction[];
  /** Whether stage and console may show duplicates and losses before the bell. */
  liveTally: boolean;
}

export const defaultProfile: Profile = {
  ackMode: 'manual',
  brokerDedup: false,
  staleAck: 'ignored',
  bankKeys: false,
  dedupLog: 'durable',
};
