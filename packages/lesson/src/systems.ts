import { defaultProfile, type Profile, type RoundSettings, type System } from '@ack-attack/engine';

/** What a broker system changes of the rules, with the facts that it comes from. */
export interface SystemPlan {
  profile: Profile;
  /** Each a fact of the system that the profile plays; times are scaled to a round of minutes. */
  facts: readonly string[];
}

export const systemChoices: Readonly<Record<System, SystemPlan>> = {
  plain: { profile: defaultProfile, facts: [] },
  rabbitmq: {
    profile: {
      ...defaultProfile,
      requeueOnCrash: true,
      doubleAck: 'closes-channel',
      prefetch: 3,
      deliveryLimit: 5,
    },
    facts: [
      'Unacked deliveries are requeued when the channel closes, near their old place.',
      'Tags belong to a channel; acking twice is a channel error.',
      'A prefetch of 0 is unlimited.',
      'Quorum queues have a delivery limit of 20 since 4.0; past it a message is dropped or dead-lettered.',
    ],
  },
  'sqs-standard': {
    profile: { ...defaultProfile, visibilityMs: 5_000, deliveryLimit: 10, spontaneousDuplicateRate: 0.02 },
    facts: [
      'What is not deleted within its visibility timeout, 30 s by default, is delivered again.',
      'It may deliver twice with no failure at all.',
      'Each receive has a new receipt handle; deleting with an old one may succeed and delete nothing.',
      'Past maxReceiveCount a message goes to the dead-letter queue.',
    ],
  },
  'sqs-fifo': {
    profile: {
      ...defaultProfile,
      visibilityMs: 5_000,
      deliveryLimit: 10,
      brokerDedup: true,
      brokerDedupWindowMs: 50_000,
    },
    facts: [
      'The same deduplication ID within 5 minutes is accepted and not delivered again.',
      'Work that outlives its visibility still repeats.',
    ],
  },
  kafka: {
    profile: { ...defaultProfile, partitions: 4, ackScope: 'cumulative', brokerDedup: true },
    facts: [
      'A committed offset covers everything before it; after a rebalance work repeats from the last commit.',
      "Idempotence covers a producer's own retries in one session, not an application that sends again.",
    ],
  },
};

/** The round's profile under a system: what the level says, changed by what the system does its own way. */
export function systemProfile(system: System, level: RoundSettings['profile']): Profile {
  return system === 'plain' ? level : { ...level, ...systemChoices[system].profile };
}
