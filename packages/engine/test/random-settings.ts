import fc from 'fast-check';
import {
  contracts,
  defaultProfile,
  legs,
  levels,
  naivePolicies,
  optionalActions,
  type FaultPlan,
  type PlanDeed,
  type Policy,
  type Profile,
  type RoundSettings,
  type Role,
} from '../src/index.ts';
import { settingsWith } from './table.ts';

/** Off in half of the games, so that each rule is also met alone. */
const seldom = <T>(off: T, ...on: readonly T[]) => fc.constantFrom(...on.map(() => off), ...on);

const profile = fc
  .record(
    {
      ackMode: fc.constantFrom('manual' as const, 'manual' as const, 'auto' as const),
      brokerDedup: fc.boolean(),
      staleAck: fc.constantFrom('ignored' as const, 'accepted' as const),
      bankKeys: fc.boolean(),
      dedupLog: fc.constantFrom('durable' as const, 'volatile' as const),
      visibilityMs: seldom(0, 300, 2_000),
      dedupWindowMs: seldom(0, 200, 3_000),
      brokerDedupWindowMs: seldom(0, 200, 3_000),
      deliveryLimit: seldom(0, 1, 2),
      prefetch: seldom(0, 1, 2),
      requeueOnCrash: fc.boolean(),
      doubleAck: fc.constantFrom('ignored' as const, 'closes-channel' as const),
      partitions: seldom(0, 1, 3),
      ackScope: fc.constantFrom('one' as const, 'cumulative' as const),
      spontaneousDuplicateRate: seldom(0, 0.3),
      expiryCounts: fc.boolean(),
      tagOutlastsVisibility: fc.boolean(),
    },
    { noNullPrototype: true },
  )
  .map((drawn): Profile => ({ ...defaultProfile, ...drawn }));

export const settings: fc.Arbitrary<RoundSettings> = fc
  .record({
    contract: fc.constantFrom(...contracts),
    level: fc.constantFrom(...levels),
    roundMs: fc.integer({ min: 30_000, max: 120_000 }),
    predictMs: fc.constantFrom(0, 5_000),
    orderEveryMs: fc.constantFrom(0, 300, 900),
    travelMs: fc.constantFrom<[number, number]>([0, 0], [10, 10], [50, 900]),
    workMs: seldom({ check: 0, charge: 0, record: 0, commit: 0 }, { check: 40, charge: 400, record: 60, commit: 700 }),
    poisonRate: seldom(0, 0.3),
    autopilot: fc.constantFrom(false, false, true),
    offered: fc.subarray([...optionalActions]),
    profile,
  })
  .map((changes) => settingsWith(changes));

/** A policy of the role; one in eight has a number that no machine can follow. */
export function policyFor(role: Role, a: number, b: number): Policy {
  const bad = a % 8 === 7 ? -1 : 0;
  switch (role) {
    case 'producer':
      return { ...naivePolicies.producer, retries: (b % 21) + bad * 30, retryId: a % 2 ? 'same' : 'fresh' };
    case 'broker':
      return {
        ...naivePolicies.broker,
        ackMode: a % 3 ? 'manual' : 'auto',
        visibilityMs: (b % 3) * 400 + bad,
        prefetch: (b >> 3) % 3,
        deliveryLimit: (b >> 5) % 3,
      };
    case 'consumer':
      return {
        ...naivePolicies.consumer,
        log: a % 2 ? 'durable' : 'volatile',
        logWindowMs: (b % 3) * 500 + bad,
        work: b % 5 ? 'charge' : 'commit',
        idempotencyKey: (b >> 4) % 2 === 0,
      };
  }
}

/** A short plan; one in eight is out of order. */
export function planFor(a: number, b: number): FaultPlan {
  const leg = legs[b % legs.length] ?? 'ack';
  const deeds: readonly PlanDeed[] = [
    { type: 'injectFault', what: { kind: 'drop', leg }, span: { next: 1 + (a % 3) } },
    { type: 'injectFault', what: { kind: 'crash', role: 'consumer' }, span: { forMs: 300 } },
    { type: 'placeOrder', poison: true },
    { type: 'forgetIds' },
    { type: 'healFaults' },
    { type: 'injectFault', what: { kind: 'duplicate', leg }, span: { rate: 0.5, forMs: 900 } },
  ];
  const steps = deeds.flatMap((deed, index) =>
    (a >> index) % 2 ? [{ atMs: (index * b) % 400, lane: index % 3 === 0 ? 1 + (b % 3) : ('all' as const), deed }] : [],
  );
  if (a % 8 !== 7) steps.sort((one, other) => one.atMs - other.atMs);
  return { id: 'drawn', name: 'drawn', teaches: 'nothing', steps };
}
