import type { AdversaryRound } from '@ack-attack/adversary';
import {
  contracts,
  random,
  randomInt,
  systems,
  type BrokerPolicy,
  type ConsumerPolicy,
  type ProducerPolicy,
} from '@ack-attack/engine';
import { textbookPolicies } from '@ack-attack/bots';
import { settingsFor } from '@ack-attack/lesson';

/** A textbook with some of its settings turned to anything. The same seed gives the same round. */
export function randomRound(seed: number, orders: number): AdversaryRound {
  const pick = <T>(list: readonly T[], what: string): T => list[randomInt(0, list.length - 1, seed, what)]!;
  const settings = settingsFor(pick(contracts, 'contract'), 'senior', pick(systems, 'system'));
  // Of one order, few settings of its own textbook, and a producer that gives up soon: that takes more faults.
  const book = textbookPolicies[orders === 1 ? settings.contract : pick(contracts, 'book')];
  const producer = orders === 1 ? { ...book.producer, retries: pick([1, 20], 'few') } : book.producer;
  const share = orders === 1 ? 1 / 8 : 1 / 4;
  const turned = <P extends object>(policy: P, choices: { [K in keyof P]?: readonly P[K][] }): P => {
    const keys = Object.keys(choices) as (keyof P & string)[];
    const changes = keys
      .filter((key) => random(seed, 'turn', key) < share)
      .map((key) => [key, pick(choices[key]!, key)]);
    return { ...policy, ...(Object.fromEntries(changes) as Partial<P>) };
  };
  return {
    seed,
    settings: { ...settings, roundMs: 10_000 },
    shape: { producers: 1, consumers: random(seed, 'consumers') < 1 / 4 ? 2 : 1 },
    orders: Array.from({ length: orders }, (_, index) => ({ atMs: 500 + index * settings.orderEveryMs })),
    policies: {
      producer: turned<ProducerPolicy>(producer, {
        waitForConfirm: [true, false],
        retries: [0, 1, 5],
        retryAfterMs: [1_200, 2_500],
        retryId: ['same', 'fresh'],
      }),
      broker: turned<BrokerPolicy>(book.broker, {
        store: [true, false],
        confirm: ['before-store', 'after-store', 'never'],
        ackMode: ['manual', 'auto'],
        visibilityMs: [0, 1_500, 5_000],
        prefetch: [0, 1],
        deliveryLimit: [0, 2, 10],
      }),
      consumer: turned<ConsumerPolicy>(book.consumer, {
        ack: ['before', 'after'],
        work: ['charge', 'check-charge-record', 'check-record-charge'],
        log: ['durable', 'volatile'],
        logWindowMs: [0, 2_000],
        idempotencyKey: [true, false],
      }),
    },
  };
}

/** The textbook of the contract, and how its round is played: one order after the other as the level has them. */
export function textbookRound(
  contract: AdversaryRound['settings']['contract'],
  orders: number,
  changes: Partial<AdversaryRound['policies']> = {},
): AdversaryRound {
  const settings = settingsFor(contract, 'senior');
  return {
    seed: 1,
    settings,
    shape: { producers: 1, consumers: 1 },
    orders: Array.from({ length: orders }, (_, index) => ({ atMs: 500 + index * settings.orderEveryMs })),
    policies: { ...textbookPolicies[contract], ...changes },
  };
}
