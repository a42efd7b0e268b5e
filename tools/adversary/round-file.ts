import { networkFaultKinds, usualPowers, type AdversaryRound, type NetworkPowers } from '@ack-attack/adversary';
import { textbookPolicies } from '@ack-attack/bots';
import { contracts, systems, type Contract, type Policy, type Role, type RoundSettings } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { readJsonFile } from '@ack-attack/protocol/json-file';
import { policySchema, settingsSchema } from '@ack-attack/protocol/schema';
import { z } from 'zod';

/** Bounds that keep a search within sight. */
const mostOrders = 50;
const mostSeats = 5;
const fileLength = 100_000;

const ms = z.number().int().min(1);

/** The textbook of a contract, or a policy written out. */
const policyOf = <R extends Role>(role: R) =>
  z.union([
    z.enum(contracts),
    policySchema.refine((policy) => policy.role === role, { error: `is no policy of a ${role}`, path: ['role'] }),
  ]);

const roundFile = z.strictObject({
  /** The Senior settings of a contract and system, or all of them written out. */
  settings: z.union([
    z.strictObject({ contract: z.enum(contracts), system: z.enum(systems).optional() }),
    settingsSchema,
  ]),
  policies: z.strictObject({
    producer: policyOf('producer'),
    broker: policyOf('broker'),
    consumer: policyOf('consumer'),
  }),
  shape: z
    .strictObject({
      producers: z.number().int().min(1).max(mostSeats),
      consumers: z.number().int().min(1).max(mostSeats),
    })
    .optional(),
  /** How many, as far apart as the settings say. */
  orders: z.number().int().min(1).max(mostOrders).optional(),
  /** Or each with its time. */
  orderList: z
    .array(z.strictObject({ atMs: z.number().int().min(0), poison: z.literal(true).optional() }))
    .min(1)
    .max(mostOrders)
    .optional(),
  seed: z.number().int().min(0).max(0xffff_ffff),
  powers: z
    .strictObject({
      kinds: z.array(z.enum(networkFaultKinds)).min(1).optional(),
      delayMs: ms.max(60_000).optional(),
      crashMs: ms.max(600_000).optional(),
      partitionMs: ms.max(600_000).optional(),
    })
    .optional(),
});

export interface RoundFile {
  round: AdversaryRound;
  powers: NetworkPowers;
}

/** A file that describes no round, with the line and the reason. */
export class BadRoundFile extends Error {}

/** @throws {BadRoundFile} */
export function parseRoundFile(text: string): RoundFile {
  const read = readJsonFile(text, roundFile, fileLength);
  if (read.outcome === 'refused') {
    const { line, reason, field, detail } = read.error;
    throw new BadRoundFile(`line ${line}: ${[field, reason, detail].filter((part) => part !== '').join(': ')}`);
  }
  const { settings: written, policies, shape = { producers: 1, consumers: 1 }, orders, seed, powers } = read.value;
  const { orderList } = read.value;
  if ((orders === undefined) === (orderList === undefined))
    throw new BadRoundFile('give orders or orderList, one of them');
  const settings = 'roundMs' in written ? written : settingsFor(written.contract, 'senior', written.system);
  return {
    round: {
      settings,
      policies: {
        producer: policyFrom(policies.producer, 'producer'),
        broker: policyFrom(policies.broker, 'broker'),
        consumer: policyFrom(policies.consumer, 'consumer'),
      },
      shape,
      orders: orderList ?? spacedOrders(orders ?? 0, settings),
      seed,
    },
    powers: { ...usualPowers, ...powers },
  };
}

function policyFrom<R extends Role>(policy: Contract | Policy, role: R): Extract<Policy, { role: R }> {
  // The schema has seen to the role.
  return (typeof policy === 'string' ? textbookPolicies[policy][role] : policy) as Extract<Policy, { role: R }>;
}

/** As many orders, the first after half a second, as far apart as the settings have them on average. */
export function spacedOrders(count: number, { orderEveryMs }: RoundSettings): AdversaryRound['orders'] {
  return Array.from({ length: count }, (_, index) => ({ atMs: 500 + index * orderEveryMs }));
}
