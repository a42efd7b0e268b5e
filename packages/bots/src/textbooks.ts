import type {
  BrokerPolicy,
  ConsumerPolicy,
  Contract,
  Policy,
  ProducerPolicy,
  Role,
  RoundSettings,
} from '@ack-attack/engine';
import { ackPatienceMs, confirmPatienceMs, prefetch } from './overdue.ts';

/** One policy for each role: how a whole lane plays. */
export interface LanePolicies {
  producer: ProducerPolicy;
  broker: BrokerPolicy;
  consumer: ConsumerPolicy;
}

const untilConfirmed: ProducerPolicy = {
  role: 'producer',
  waitForConfirm: true,
  retries: 20,
  retryAfterMs: 2_500,
  backoff: 1.5,
  jitter: 0.3,
  retryId: 'same',
};

const safeBroker: BrokerPolicy = {
  role: 'broker',
  store: true,
  confirm: 'after-store',
  ackMode: 'manual',
  visibilityMs: 5_000,
  prefetch: 10,
  deliveryLimit: 10,
};

const plainConsumer: ConsumerPolicy = {
  role: 'consumer',
  ack: 'after',
  work: 'charge',
  log: 'durable',
  logWindowMs: 0,
  idempotencyKey: false,
};

/**
 * What each contract's textbook says to each machine.
 *
 * at-most-once: send once, deliver at once, ack before the work; nothing is done a second time.
 * at-least-once: send until confirmed, store before confirm, deliver until acked, ack after the work.
 * exactly-once: the same, and the work is idempotent, because the delivery cannot be.
 */
export const textbookPolicies: { readonly [C in Contract]: Readonly<LanePolicies> } = {
  'at-most-once': {
    producer: { ...untilConfirmed, waitForConfirm: false, retries: 0, backoff: 1, jitter: 0 },
    broker: {
      ...safeBroker,
      store: false,
      confirm: 'never',
      ackMode: 'auto',
      visibilityMs: 0,
      prefetch: 0,
      deliveryLimit: 0,
    },
    consumer: { ...plainConsumer, ack: 'before' },
  },
  'at-least-once': { producer: untilConfirmed, broker: safeBroker, consumer: plainConsumer },
  // A bank is outside of every database: no commit reaches it, its idempotency key does.
  'exactly-once': {
    producer: untilConfirmed,
    broker: safeBroker,
    consumer: { ...plainConsumer, work: 'check-charge-record', idempotencyKey: true },
  },
};

/**
 * A textbook as this round has room for it. Autopilots get it as it stands; where people tap, it waits as long as
 * the round's packets need, never gives up what it promised, and uses what the level's bank and log can do.
 */
export function textbookPolicy(contract: Contract, role: Role, settings: RoundSettings): Policy {
  const textbook = textbookPolicies[contract];
  if (settings.autopilot) return textbook[role];
  switch (role) {
    case 'producer': {
      const patience = { retryAfterMs: confirmPatienceMs(settings), backoff: 1, jitter: 0 };
      const { waitForConfirm } = textbook.producer;
      return { ...textbook.producer, ...patience, retries: waitForConfirm ? Infinity : 0 };
    }
    case 'broker':
      return {
        ...textbook.broker,
        prefetch: Math.min(prefetch, textbook.broker.prefetch),
        visibilityMs: ackPatienceMs(settings, contract),
      };
    case 'consumer':
      return contract === 'exactly-once' ? idempotent(textbook.consumer, settings) : textbook.consumer;
  }
}

function idempotent(consumer: ConsumerPolicy, { profile, offered }: RoundSettings): ConsumerPolicy {
  if (profile.bankKeys) return { ...consumer, work: 'charge' };
  // Where people tap, no charge takes a key of its own accord.
  const work = offered.includes('commit') ? 'commit' : 'check-charge-record';
  return { ...consumer, work, idempotencyKey: false };
}
