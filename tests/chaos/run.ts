// pnpm chaos [--seed N] [--minutes N] [--rooms N] [--phones N] [--no-affinity] [--short] [--history FILE]
// pnpm chaos --attack NAME|all
// pnpm chaos --corruption N
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { reportAttacks } from './attacks/report-attacks.ts';
import { reportCorruption } from '../corruption/report-corruption.ts';
import { runChaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '3' },
    rooms: { type: 'string', default: '20' },
    phones: { type: 'string', default: '31' },
    'no-affinity': { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    history: { type: 'string' },
    attack: { type: 'string' },
    corruption: { type: 'string' },
  },
});
if (values.attack !== undefined) process.exit((await reportAttacks(values.attack)) ? 0 : 1);
const seed = Number(values.seed);
if (values.corruption !== undefined)
  process.exit((await reportCorruption(seed, Number(values.corruption), console.log)) ? 0 : 1);
const historyFile = values.history ?? join(tmpdir(), `ack-attack-chaos-${seed}.jsonl`);
console.log(`seed ${seed}, history ${historyFile}`);
const result = await runChaos({
  seed,
  rooms: values.short ? 3 : Number(values.rooms),
  phones: values.short ? 10 : Number(values.phones),
  ...(values.short ? {} : { forMs: Number(values.minutes) * 60_000 }),
  affinity: !values['no-affinity'],
  mostPauseMs: values.short ? 7_000 : 14_000,
  historyFile,
  report: console.log,
});
console.log(`${result.faults.length} faults, ${result.accepted} commands accepted`);
const kills = result.faults
  .filter(({ name }) => name === 'server-kill')
  .map(({ recoveredMs }) => Math.round(recoveredMs));
if (kills.length > 0) console.log(`after a server was killed, all rooms played again after ${kills.join(', ')} ms`);
const checker = fileURLToPath(new URL('checker.ts', import.meta.url));
process.exitCode =
  spawnSync(process.execPath, ['--import', 'tsx', checker, historyFile], { stdio: 'inherit' }).status ?? 1;
