import { findBreak, UnplayableRound } from '@ack-attack/adversary';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { jsonReport, textReport } from './report.ts';
import { BadRoundFile, parseRoundFile } from './round-file.ts';
import { tableSizes, textbookTables } from './textbooks.ts';

const usage =
  'pnpm --silent adversary FILE [--faults 1..5] [--quick] [--json], or pnpm adversary --table [--orders N | --write]';

/** What was asked for wrongly. */
class BadUse extends Error {}

function optionsOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        faults: { type: 'string', default: '2' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        table: { type: 'boolean', default: false },
        orders: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new BadUse(error instanceof Error ? error.message : String(error));
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadUse(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @returns the exit code: 0 kept or none found, 1 a break was found, 2 nothing was searched */
function run(args: readonly string[]): number {
  const { values, positionals } = optionsOf(args);
  if (values.table) {
    const { orders } = values;
    if (orders !== undefined && (values.write || !/^[1-9]$/.test(orders)))
      throw new BadUse('--orders takes a whole number from 1 to 9; what is written has the usual number');
    const own = orders === undefined ? tableSizes.orders.own : Number(orders);
    const tables = textbookTables({ ...tableSizes, orders: { ...tableSizes.orders, own } });
    process.stdout.write(`${tables}\n`);
    if (values.write) {
      const path = new URL('../../docs/adversary.md', import.meta.url);
      const [before = ''] = readFileSync(path, 'utf8').split('<!-- table -->');
      writeFileSync(path, `${before}<!-- table -->\n\n${tables}\n`);
    }
    return 0;
  }
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new BadUse(`name one file: ${usage}`);
  const faults = Number(values.faults);
  if (!/^[1-5]$/.test(values.faults))
    throw new BadUse(`--faults takes a whole number from 1 to 5, not ${values.faults}`);
  const text = read(path);
  try {
    const file = parseRoundFile(text);
    const result = findBreak(file.round, {
      faults,
      powers: file.powers,
      strategy: values.quick ? 'lineage' : 'guided',
    });
    const report = values.json ? jsonReport(file, result) : textReport(file, result).join('\n');
    process.stdout.write(`${report}\n`);
    return result.outcome === 'broken' ? 1 : 0;
  } catch (error) {
    if (error instanceof BadRoundFile || error instanceof UnplayableRound)
      throw new BadUse(`${path}: ${error.message}`);
    throw error;
  }
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BadUse)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
