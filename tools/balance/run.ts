import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cells } from './cells.ts';
import { playCells } from './pool.ts';
import { isProved } from './results.ts';
import { summary, table, tableRows } from './table.ts';

const { values } = parseArgs({
  options: {
    games: { type: 'string', default: '1000' },
    only: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
  },
});
const games = Number(values.games);
if (!Number.isInteger(games) || games < 8) throw new Error('--games takes a whole number from 8');

const chosen = cells.filter(({ contract, level, system }) => `${contract} ${level} ${system}`.includes(values.only));
const begun = Date.now();
const results = await playCells(chosen, games, (result) => {
  for (const row of tableRows(result)) process.stdout.write(`${row.join(' | ')}\n`);
});
const seconds = Math.round((Date.now() - begun) / 1_000);
process.stdout.write(`${summary(results)}: ${games} seeds each, ${seconds} s\n`);
if (values.write) {
  const path = new URL('../../docs/balance.md', import.meta.url);
  const [before = ''] = readFileSync(path, 'utf8').split('<!-- table -->');
  const played = `${games.toLocaleString('en')} seeds for each row, each played once by every textbook.`;
  writeFileSync(path, `${before}<!-- table -->\n\n${played}\n\n${table(results)}\n`);
}
if (!results.every(isProved)) process.exitCode = 1;
