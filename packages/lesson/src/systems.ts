import { defaultProfile, type Profile, type RoundSettings, type System } from '@ack-attack/engine';

/** What a broker system changes of the rules, with the facts that it comes from. */
export interface SystemPlan {
  profile: Profile;
  /** Keys of docs/sources.md: facts of the system that the profile plays, its times scaled to a round of minutes. */
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
      expiryCounts: false,
    },
    facts: [
      'rabbitmq-requeue-on-close',
      'rabbitmq-tags',
      'rabbitmq-prefetch',
      'rabbitmq-delivery-limit',
      'rabbitmq-reject-counts',
    ],
  },
  'sqs-standard': {
    profile: {
      ...defaultProfile,
      visibilityMs: 5_000,
      tagOutlastsVisibility: true,
      deliveryLimit: 10,
      spontaneousDuplicateRate: 0.02,
    },
    facts: [
      'sqs-visibility',
      'sqs-standard-repeats',
      'sqs-handle-per-receive',
      'sqs-fifo-handle-expires',
      'sqs-dead-letter',
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
    facts: ['sqs-fifo-dedup', 'sqs-fifo-redelivers', 'sqs-fifo-handle-expires', 'sqs-dead-letter'],
  },
  kafka: {
    profile: { ...defaultProfile, partitions: 4, ackScope: 'cumulative', brokerDedup: true },
    facts: ['kafka-offset-covers', 'kafka-rebalance', 'kafka-idempotent-producer'],
  },
};

/** The round's profile under a system: what the level says, changed by what the system does its own way. */
export function systemProfile(system: System, level: RoundSettings['profile']): Profile {
  return system === 'plain' ? level : { ...level, ...systemChoices[system].profile };
}
