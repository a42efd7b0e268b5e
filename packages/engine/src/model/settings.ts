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
  /** An unacked copy returns automatically this long after delivery, in ms; 0: only by hand. */
  visibilityMs: number;
  /** An ID leaves the consumers' dedup log this long after it was written, in ms; 0: never. */
  dedupWindowMs: number;
  /** An ID leaves the broker's memory of stored IDs this long after it was stored, in ms; 0: never. */
  brokerDedupWindowMs: number;
  /** A copy that would go back after this many deliveries is parked instead; 0: no limit. */
  deliveryLimit: number;
  /** Whether a delivery that visibility ended counts towards the limit. Absent: it does. */
  expiryCounts?: boolean;
  /** Whether a tag that visibility ended still acks its copy until the copy is delivered again. Absent: it does not. */
  tagOutlastsVisibility?: boolean;
  /** Deliveries that one consumer may have out at a time; 0: no limit. */
  prefetch: number;
  /** Whether the broker notices a consumer's crash and requeues its copies immediately. */
  requeueOnCrash: boolean;
  /** What answering one tag twice does: nothing, or it closes the consumer's channel and all its copies go back. */
  doubleAck: 'ignored' | 'closes-channel';
  /** Ordered partitions of the log that stored copies are appended to; 0: a queue. */
  partitions: number;
  /** one: an ack answers its copy. cumulative: it commits an offset, and with it all before it in the partition. */
  ackScope: 'one' | 'cumulative';
  /** Chance that a delivery is doubled with no fault at all, from 0 to 1. */
  spontaneousDuplicateRate: number;
}

/** Whose words the screens use; what differs in the rules is in the profile. */
export const systems = ['plain', 'rabbitmq', 'sqs-standard', 'sqs-fifo', 'kafka'] as const;
export type System = (typeof systems)[number];

/** How long a consumer's machine is busy after each of these, in ms. */
export interface WorkTimes {
  check: number;
  charge: number;
  record: number;
  commit: number;
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
  /** After this long without an answer the machine shows its owner that one is overdue. */
  overdueMs: number;
  maxConsumers: number;
  system: System;
  /** Whether machines act by their seat's policy, and players set policies instead of tapping. */
  autopilot: boolean;
  /** Shortest and longest time between two actions of a machine that a bot or a policy drives. */
  paceMs: readonly [number, number];
  workMs: WorkTimes;
  /** Share of orders that no consumer can process, from 0 to 1. */
  poisonRate: number;
  profile: Profile;
  offered: readonly OptionalAction[];
  /** Whether stage and console may show duplicates and losses before the bell. */
  liveTally: boolean;
  /** The scoring rules that judge the round; it gets them as it starts. Absent in logs from before there were two: 1. */
  scoringVersion?: number;
}

/** The scoring rules that judge a round that starts now; `packages/scoring/SPEC.md` says what each brought. */
export const currentScoringVersion = 3;

/** The version that brought each rule; rounds of earlier ones are judged without it. */
const scoringRules = { service: 2, settled: 3, extraTime: 3, slips: 3 } as const;

export function hasScoringRule(
  { scoringVersion = 1 }: Pick<RoundSettings, 'scoringVersion'>,
  rule: keyof typeof scoringRules,
): boolean {
  return scoringVersion >= scoringRules[rule];
}

/** The settings of a round as it starts, under the newest rules. */
export function judgedNow(settings: RoundSettings): RoundSettings {
  return { ...settings, scoringVersion: currentScoringVersion };
}

export const defaultProfile: Profile = {
  ackMode: 'manual',
  brokerDedup: false,
  staleAck: 'ignored',
  bankKeys: false,
  dedupLog: 'durable',
  visibilityMs: 0,
  dedupWindowMs: 0,
  brokerDedupWindowMs: 0,
  deliveryLimit: 0,
  prefetch: 0,
  requeueOnCrash: false,
  doubleAck: 'ignored',
  partitions: 0,
  ackScope: 'one',
  spontaneousDuplicateRate: 0,
};

/** A round without automatic actions, in which every manual one is offered. */
export const plainSettings: RoundSettings = {
  contract: 'at-least-once',
  level: 'junior',
  roundMs: 60_000,
  predictMs: 0,
  orderEveryMs: 0,
  freshMs: 0,
  travelMs: [0, 0],
  overdueMs: 0,
  maxConsumers: 1,
  system: 'plain',
  autopilot: false,
  paceMs: [500, 1_100],
  workMs: { check: 0, charge: 0, record: 0, commit: 0 },
  poisonRate: 0,
  profile: defaultProfile,
  offered: optionalActions,
  liveTally: false,
};
