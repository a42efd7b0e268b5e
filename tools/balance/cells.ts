import { contracts, levels, type Contract, type LaneShape, type Level, type System } from '@ack-attack/engine';
import { systemChoices } from '@ack-attack/lesson';

/** One kind of round, in which a contract's textbook has to win. */
export interface Cell {
  contract: Contract;
  level: Level;
  system: System;
}

/** Every contract at every level, and at Senior under every system. */
export const cells: readonly Cell[] = contracts.flatMap((contract) =>
  levels.flatMap((level) =>
    (level === 'senior' ? (Object.keys(systemChoices) as System[]) : (['plain'] as const)).map((system) => ({
      contract,
      level,
      system,
    })),
  ),
);

/** Shares of packets that the network loses. A game's seed says which of them it meets. */
export const dropRates = [0.05, 0.1, 0.2, 0.3] as const;

export function dropRateOf(seed: number): number {
  return dropRates[seed % dropRates.length] ?? dropRates[0];
}

/** Lanes of 3, 4 and 5 seats in turn, with the consumers that the level has for them. */
export function shapeOf(level: Level, seed: number): LaneShape {
  const size = 3 + (Math.floor(seed / dropRates.length) % 3);
  const consumers = size === 5 && (level === 'middle' || level === 'senior') ? 2 : 1;
  return { producers: size - 1 - consumers, consumers };
}
