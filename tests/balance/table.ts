import { dropRates } from './cells.ts';
import { isClear, type Margin } from './margin.ts';
import { isProved, type CellResult } from './results.ts';

/** Rows of one contract's margins: over all games, and by share of packets lost. */
export function tableRows({ cell, duels }: CellResult): readonly string[] {
  const level = cell.level === 'senior' ? `senior, ${cell.system}` : cell.level;
  return duels.map(({ other, all, byRate }) => {
    const columns = [cell.contract, level, other, ...[all, ...byRate].map(interval)];
    return `| ${columns.join(' | ')} |`;
  });
}

/** "12.3 ± 1.4", marked where zero is not excluded. */
function interval(margin: Margin): string {
  const text = `${margin.mean.toFixed(1)} ± ${margin.within.toFixed(1)}`;
  return isClear(margin) ? text : `**${text}**`;
}

export function table(results: readonly CellResult[]): string {
  const head = ['round', 'level', 'beats', 'all games', ...dropRates.map((rate) => `${rate * 100} % lost`)];
  const line = ['---', '---', '---', ...dropRates.map(() => '---:'), '---:'];
  return [`| ${head.join(' | ')} |`, `| ${line.join(' | ')} |`, ...results.flatMap(tableRows)].join('\n');
}

export function summary(results: readonly CellResult[]): string {
  const proved = results.filter(isProved).length;
  return `${proved} of ${results.length} kinds of round have every interval clear of zero`;
}
