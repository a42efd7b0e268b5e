/** By how much one lane beats another over the same seeds. */
export interface Margin {
  games: number;
  mean: number;
  /** Half the width of the 95 % interval. */
  within: number;
}

/**
 * Mean and normal 95 % interval of paired differences. Games number in the hundreds, so that their mean is as good as
 * normal whatever the distribution of one.
 */
export function marginOf(differences: readonly number[]): Margin {
  const games = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / games;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { games, mean, within: 1.96 * Math.sqrt(squares / (games - 1) / games) };
}

export function isClear({ mean, within }: Margin): boolean {
  return mean - within > 0;
}
