// pnpm simulate [--seeds N] [--from N]
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '0' } },
});
const from = Number(values.from);
const sums = { answers: 0, events: 0, conflicts: 0, lostRequests: 0, lostAnswers: 0, kills: 0, pauses: 0 };
let failed = 0;
for (let seed = from; seed < from + Number(values.seeds); seed++) {
  const { mistakes, answers, events, done } = await simulate(seed);
  const counts = { answers, events, ...done };
  for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += counts[name];
  if (mistakes.length === 0) continue;
  failed++;
  console.log(`seed ${seed}: ${mistakes.slice(0, 3).join('; ')}`);
}
console.log(`${values.seeds} seeds, ${failed} failed: ${JSON.stringify(sums)}`);
process.exitCode = failed === 0 ? 0 : 1;
