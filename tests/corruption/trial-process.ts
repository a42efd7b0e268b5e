// Tries the seeds that are given, and prints what came of each. Damage that ends a process ends this one.
import { rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { School } from './school.ts';
import { tryDamage } from './trial.ts';

const given = JSON.parse(await text(process.stdin)) as {
  school: Omit<School, 'logs'> & { logs: [string, string[]][] };
  folder: string;
  seeds: number[];
};
const school: School = { ...given.school, logs: new Map(given.school.logs) };
for (const seed of given.seeds) {
  const folder = join(given.folder, String(seed));
  const trial = await tryDamage(school, folder, seed).catch((error: unknown) => ({
    seed,
    mistakes: [String(error instanceof Error ? error.stack : error)],
  }));
  rmSync(folder, { recursive: true, force: true });
  writeSync(1, `${JSON.stringify(trial)}\n`);
}
