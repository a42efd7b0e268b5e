import type { Contract, Level, RoundSettings, System } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';

/** What the teacher chooses of a round; contract and level bring the rest. */
export interface RoundChoice {
  contract: Contract;
  level: Level;
  /** Whose rules and words the broker has; plain below the level that has them. */
  system: System;
  roundMs: number;
  liveTally: boolean;
}

export const firstChoice: RoundChoice = {
  contract: 'at-least-once',
  level: 'zero',
  system: 'plain',
  roundMs: 180_000,
  liveTally: false,
};

/** Only machines that run by themselves keep up with what a real system does. */
export function hasSystems(level: Level): boolean {
  return level === 'senior';
}

export const minuteMs = 60_000;
export const roundMinutes = { least: 1, most: 10 } as const;

export function settingsOf({ contract, level, system, roundMs, liveTally }: RoundChoice): RoundSettings {
  return { ...settingsFor(contract, level, hasSystems(level) ? system : 'plain'), roundMs, liveTally };
}

export function choiceOf({ contract, level, system, roundMs, liveTally }: RoundSettings): RoundChoice {
  return { contract, level, system, roundMs, liveTally };
}
