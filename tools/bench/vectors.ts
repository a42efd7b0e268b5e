import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomVector } from '../../tests/vectors/generate.ts';
import { percentile } from './percentile.ts';

const root = join(import.meta.dirname, '..', '..');
const turns = 3;

/** How long `pnpm vectors` takes for 1,000 random vectors as a process of its own; one for a single vector is the yardstick. */
export function benchVectors(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
  try {
    const vectors = Array.from({ length: 1_000 }, (_, index) => randomVector(10_000 + index, 0.02));
    const paths = { one: join(folder, 'one.json'), all: join(folder, 'all.json') };
    writeFileSync(paths.one, JSON.stringify(vectors.slice(0, 1)));
    writeFileSync(paths.all, JSON.stringify(vectors));
    const took = { one: [] as number[], all: [] as number[] };
    for (let turn = 0; turn < turns; turn++) {
      took.one.push(secondsFor(paths.one));
      took.all.push(secondsFor(paths.all));
    }
    const [one, all] = [percentile(took.one, 0.5), percentile(took.all, 0.5)];
    return [
      `one vector     ${one.toFixed(2)} s, nearly all of it the start`,
      `1,000 vectors  ${all.toFixed(2)} s, ${(all / one).toFixed(2)} × one`,
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Wall time, as whoever calls it waits. */
function secondsFor(path: string): number {
  const before = performance.now();
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'tests/vectors/run.ts', path], {
    cwd: root,
    maxBuffer: 100_000_000,
  });
  if (stdout.length === 0) throw new Error('the vectors printed nothing');
  return (performance.now() - before) / 1_000;
}
