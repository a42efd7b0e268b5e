import {
  defaultProfile,
  faultNames,
  faultTraits,
  legs,
  levels,
  plainSettings,
  type Contract,
  type FaultName,
  type Leg,
  type Level,
  type OptionalAction,
  type RoundSettings,
  type System,
} from '@ack-attack/engine';
import { systemProfile } from './systems.ts';

/** What a level adds to the game. */
export interface LevelPlan {
  /** Whether the phone points to the next textbook step. */
  guided: boolean;
  /** Faults that the console offers. */
  faults: readonly FaultName[];
  legs: readonly Leg[];
  maxConsumers: number;
  /** A commit needs an effect in the consumers' own database: the wallet of the middle level, and nothing else. */
  offered: readonly OptionalAction[];
}

export const levelPlans: Record<Level, LevelPlan> = {
  zero: {
    guided: true,
    faults: faultsAt('zero'),
    legs: ['publish', 'deliver'],
    maxConsumers: 1,
    offered: [],
  },
  junior: {
    guided: false,
    faults: faultsAt('junior'),
    legs,
    maxConsumers: 1,
    offered: [],
  },
  middle: {
    guided: false,
    faults: faultsAt('middle'),
    legs,
    maxConsumers: 2,
    offered: ['commit', 'park', 'nack', 'discard'],
  },
  senior: {
    guided: false,
    faults: faultsAt('senior'),
    legs,
    maxConsumers: 2,
    offered: ['park', 'nack', 'discard'],
  },
};

/**
 * The work that wants the contract: how often an order comes to a lane, how soon it goes stale, and how long the
 * consumer's bank and log take. Proved by `pnpm balance`; times are ms.
 */
type Scenario = Pick<RoundSettings, 'orderEveryMs' | 'freshMs' | 'overdueMs' | 'workMs'>;

/** Where people tap. */
const byHand: Record<Contract, Scenario> = {
  // A producer that waits for a confirm before resending sends a reading that is already stale.
  'at-most-once': {
    orderEveryMs: 2_800,
    freshMs: 10_000,
    overdueMs: 9_000,
    workMs: { check: 300, charge: 300, record: 300, commit: 2_500 },
  },
  // Mails come as fast as one consumer can send them; looking each up and booking it takes longer.
  'at-least-once': {
    orderEveryMs: 5_000,
    freshMs: 0,
    overdueMs: 6_000,
    workMs: { check: 2_000, charge: 300, record: 2_000, commit: 7_000 },
  },
  // There is time for all the steps, and a confirm that is slow looks like one that is lost.
  'exactly-once': {
    orderEveryMs: 7_000,
    freshMs: 0,
    overdueMs: 5_000,
    workMs: { check: 300, charge: 300, record: 300, commit: 1_000 },
  },
};

/** On autopilot: ten times as much, ten times as fast. */
const onAutopilot: Record<Contract, Scenario> = {
  'at-most-once': {
    orderEveryMs: 350,
    freshMs: 2_000,
    overdueMs: 2_000,
    workMs: { check: 60, charge: 60, record: 60, commit: 250 },
  },
  'at-least-once': {
    orderEveryMs: 450,
    freshMs: 0,
    overdueMs: 2_000,
    workMs: { check: 800, charge: 30, record: 800, commit: 800 },
  },
  'exactly-once': {
    orderEveryMs: 1_000,
    freshMs: 0,
    overdueMs: 2_000,
    workMs: { check: 60, charge: 60, record: 60, commit: 150 },
  },
};

/** Packets of a bank's network differ more, so that no clock tells a slow answer from a lost one. */
const travelMs: Record<Contract, readonly [number, number]> = {
  'at-most-once': [900, 1_600],
  'at-least-once': [900, 1_600],
  'exactly-once': [900, 2_600],
};

/** The settings a round has where the teacher changes nothing. */
export function settingsFor(contract: Contract, level: Level, system: System = 'plain'): RoundSettings {
  const plan = levelPlans[level];
  const autopilot = level === 'senior';
  return {
    ...plainSettings,
    contract,
    level,
    system,
    autopilot,
    roundMs: 180_000,
    predictMs: 30_000,
    ...(autopilot ? onAutopilot : byHand)[contract],
    travelMs: autopilot ? [200, 500] : travelMs[contract],
    paceMs: autopilot ? [40, 90] : plainSettings.paceMs,
    maxConsumers: plan.maxConsumers,
    offered: contract === 'exactly-once' ? plan.offered : plan.offered.filter((action) => action !== 'commit'),
    profile: systemProfile(system, level === 'middle' ? middleProfile : defaultProfile),
  };
}

/** Copies return automatically, and the log forgets, but later than any copy returns. */
const middleProfile: RoundSettings['profile'] = { ...defaultProfile, visibilityMs: 14_000, dedupWindowMs: 120_000 };

/** The faults that a level or one below it brings. */
function faultsAt(level: Level): readonly FaultName[] {
  return faultNames.filter((kind) => levels.indexOf(faultTraits(kind).level) <= levels.indexOf(level));
}
