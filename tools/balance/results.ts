import { contracts, type Contract } from '@ack-attack/engine';
import { dropRateOf, dropRates, type Cell } from './cells.ts';
import { playStrategy, playTextbook } from './game.ts';
import { isClear, marginOf, type Margin } from './margin.ts';
import { strategiesAgainst, type StrategyName } from './strategies.ts';

/** Whom the contract's own textbook plays against: the other textbooks, and whoever would win without serving. */
type Opponent = Contract | StrategyName;

function opponentsOf(cell: Cell): readonly Opponent[] {
  return [...contracts.filter((other) => other !== cell.contract), ...strategiesAgainst(cell)];
}

/** Points of one seed's games, by who played. */
export type SeedPoints = { seed: number } & Partial<Record<Opponent, number>>;

/** Plays the same seeds by the contract's own textbook and by each opponent. */
export function playSeeds(
  cell: Cell,
  seeds: readonly number[],
  opponents: readonly Opponent[] = opponentsOf(cell),
): readonly SeedPoints[] {
  return seeds.map((seed) => {
    const players = [cell.contract, ...opponents].filter((player) => isContract(player) || meetsStrategies(seed));
    const points = players.map((player) => [player, pointsOf(cell, player, seed)] as const);
    return { seed, ...Object.fromEntries(points) };
  });
}

function pointsOf(cell: Cell, player: Opponent, seed: number): number {
  return (isContract(player) ? playTextbook(cell, player, seed) : playStrategy(cell, player, seed)).points;
}

/** Whether the strategies play a seed, too: in every second dozen, which has all drop rates and lane sizes. */
function meetsStrategies(seed: number): boolean {
  return Math.floor((seed - 1) / 12) % 2 === 0;
}

function isContract(player: Opponent): player is Contract {
  return contracts.some((contract) => contract === player);
}

/** How the contract's own textbook does against one of the others. */
interface Duel {
  other: Opponent;
  all: Margin;
  /** By share of packets lost, in the order of `dropRates`. */
  byRate: readonly Margin[];
}

export interface CellResult {
  cell: Cell;
  duels: readonly Duel[];
}

export function judge(cell: Cell, points: readonly SeedPoints[]): CellResult {
  const duels = opponentsOf(cell)
    .filter((other) => points.some((game) => game[other] !== undefined))
    .map((other) => {
      const lead = (games: readonly SeedPoints[]) =>
        marginOf(
          games
            .filter((game) => game[other] !== undefined)
            .map((game) => (game[cell.contract] ?? NaN) - (game[other] ?? NaN)),
        );
      const byRate = dropRates.map((rate) => lead(points.filter(({ seed }) => dropRateOf(seed) === rate)));
      return { other, all: lead(points), byRate };
    });
  return { cell, duels };
}

export function isProved({ duels }: CellResult): boolean {
  return duels.every(({ all, byRate }) => [all, ...byRate].every(isClear));
}
