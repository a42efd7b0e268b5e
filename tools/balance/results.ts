import { contracts, type Contract } from '@ack-attack/engine';
import { dropRateOf, dropRates, type Cell } from './cells.ts';
import { playTextbook } from './game.ts';
import { isClear, marginOf, type Margin } from './margin.ts';

/** Points of one seed's three games, by whose textbook was followed. */
export type SeedPoints = { seed: number } & Record<Contract, number>;

/** Plays the same seeds by every contract's textbook. */
export function playSeeds(cell: Cell, seeds: readonly number[]): readonly SeedPoints[] {
  return seeds.map((seed) => {
    const points = Object.fromEntries(
      contracts.map((textbook) => [textbook, playTextbook(cell, textbook, seed).points]),
    ) as Record<Contract, number>;
    return { seed, ...points };
  });
}

/** How the contract's own textbook does against one of the others. */
interface Duel {
  other: Contract;
  all: Margin;
  /** By share of packets lost, in the order of `dropRates`. */
  byRate: readonly Margin[];
}

export interface CellResult {
  cell: Cell;
  duels: readonly Duel[];
}

export function judge(cell: Cell, points: readonly SeedPoints[]): CellResult {
  const duels = contracts
    .filter((other) => other !== cell.contract)
    .map((other) => {
      const lead = (games: readonly SeedPoints[]) => marginOf(games.map((game) => game[cell.contract] - game[other]));
      const byRate = dropRates.map((rate) => lead(points.filter(({ seed }) => dropRateOf(seed) === rate)));
      return { other, all: lead(points), byRate };
    });
  return { cell, duels };
}

export function isProved({ duels }: CellResult): boolean {
  return duels.every(({ all, byRate }) => [all, ...byRate].every(isClear));
}
