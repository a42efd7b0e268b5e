import {
  plainSettings,
  type Contract,
  type FaultKind,
  type Leg,
  type Level,
  type OptionalAction,
  type RoundSettings,
} from '@ack-attack/engine';

/** What a level adds to the game. */
export interface LevelPlan {
  /** Whether the phone points to the next textbook step. */
  guided: boolean;
  /** Faults that the console offers. */
  faults: readonly FaultKind['kind'][];
  legs: readonly Leg[];
  maxConsumers: number;
  offered: readonly OptionalAction[];
  /** Whether a round of this level can be played in this version. */
  playable: boolean;
}

export const levelPlans: Record<Level, LevelPlan> = {
  zero: {
    guided: true,
    faults: ['drop'],
    legs: ['publish', 'deliver'],
    maxConsumers: 1,
    offered: [],
    playable: true,
  },
  junior: {
    guided: false,
    faults: ['drop', 'delay'],
    legs: ['publish', 'confirm', 'deliver', 'ack'],
    maxConsumers: 1,
    offered: [],
    playable: true,
  },
  middle: {
    guided: false,
    faults: ['drop', 'delay', 'duplicate', 'partition', 'crash'],
    legs: ['publish', 'confirm', 'deliver', 'ack'],
    maxConsumers: 2,
    offered: ['commit', 'park', 'nack', 'discard'],
    playable: true,
  },
  senior: {
    guided: false,
    faults: ['drop', 'delay', 'duplicate', 'partition', 'crash'],
    legs: ['publish', 'confirm', 'deliver', 'ack'],
    maxConsumers: 2,
    offered: ['commit', 'park', 'nack', 'discard'],
    playable: false,
  },
};

/** How often an order comes to a lane, and how soon it goes stale: the work that wants the contract. */
const scenarios: Record<Contract, Pick<RoundSettings, 'orderEveryMs' | 'freshMs'>> = {
  'at-most-once': { orderEveryMs: 5_000, freshMs: 15_000 },
  'at-least-once': { orderEveryMs: 8_000, freshMs: 0 },
  'exactly-once': { orderEveryMs: 10_000, freshMs: 0 },
};

/** The settings a round has where the teacher changes nothing. */
export function settingsFor(contract: Contract, level: Level): RoundSettings {
  const plan = levelPlans[level];
  return {
    ...plainSettings,
    contract,
    level,
    roundMs: 180_000,
    predictMs: 30_000,
    ...scenarios[contract],
    travelMs: [900, 1_600],
    overdueMs: 6_000,
    maxConsumers: plan.maxConsumers,
    offered: plan.offered,
  };
}
