import { dropRates } from './cells.ts';
import { isClear, type Margin } from './margin.ts';
import { markdownTable } from '../markdown-table.ts';
import { isProved, type CellResult } from './results.ts';

const columns = ['round', 'level', 'beats', 'all games', ...dropRates.map((rate) => `${rate * 100} % lost`)];
/** Columns of words; the rest are margins. */
const named = 3;

/** One row for each of the two margins of a kind of round: over all games, and by share of packets lost. */
export function tableRows({ cell, duels }: CellResult): readonly (readonly string[])[] {
  const level = cell.level === 'senior' ? `senior, ${cell.system}` : cell.level;
  return duels.map(({ other, all, byRate }) => [cell.contract, level, other, ...[all, ...byRate].map(interval)]);
}

/** "12.3 ± 1.4", bold where zero is not excluded. */
function interval(margin: Margin): string {
  const text = `${margin.mean.toFixed(1)} ± ${margin.within.toFixed(1)}`;
  return isClear(margin) ? text : `**${text}**`;
}

/** A Markdown table with its columns aligned. */
export function table(results: readonly CellResult[]): string {
  return markdownTable(columns, results.flatMap(tableRows), named);
}

export function summary(results: readonly CellResult[]): string {
  const proved = results.filter(isProved).length;
  return `${proved} of ${results.length} kinds of round have every interval clear of zero`;
}
