import { type Contract, type Level, type RoundSettings } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';

/** What the teacher chooses of a round; contract and level bring the rest. */
export interface RoundChoice {
  contract: Contract;
  level: Level;
  roundMs: number;
  liveTally: boolean;
}

export const firstChoice: RoundChoice = {
  contract: 'at-least-once',
  level: 'zero',
  roundMs: 180_000,
  liveTally: false,
};

export const minuteMs = 60_000;
export const roundMinutes = { least: 1, most: 10 } as const;

export function settingsOf({ contract, level, roundMs, liveTally }: RoundChoice): RoundSettings {
  return { ...settingsFor(contract, level), roundMs, liveTally };
}

export function choiceOf({ contract, level, roundMs, liveTally }: RoundSettings): RoundChoice {
  return { contract, level, roundMs, liveTally };
}
