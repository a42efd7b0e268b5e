import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Cell } from './cells.ts';
import { judge, type CellResult, type SeedPoints } from './results.ts';
import type { Batch } from './worker.ts';

/** Games that a worker plays before it comes back for more: few enough that the cores finish together. */
const batchSize = 50;

/**
 * Plays every cell on all cores.
 *
 * @param games seeds of each cell; every seed is played once by each textbook
 * @param report told of each cell as it is done
 */
export async function playCells(
  cells: readonly Cell[],
  games: number,
  report: (result: CellResult) => void,
): Promise<readonly CellResult[]> {
  const played = new Map(cells.map((cell) => [cell, [] as SeedPoints[]]));
  const results = new Map<Cell, CellResult>();
  const batches = batchesOf(cells, games).reverse();
  const work = async () => {
    const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)));
    // A worker that dies would leave its batch unanswered for ever.
    const died = once(worker, 'exit').then(() => Promise.reject(new Error('a worker died')));
    died.catch(() => undefined);
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      worker.send(batch);
      const [points] = (await Promise.race([once(worker, 'message'), died])) as [readonly SeedPoints[]];
      const all = played.get(batch.cell) ?? [];
      all.push(...points);
      if (all.length < games) continue;
      const result = judge(batch.cell, all);
      results.set(batch.cell, result);
      report(result);
    }
    worker.kill();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return cells.flatMap((cell) => results.get(cell) ?? []);
}

function batchesOf(cells: readonly Cell[], games: number): Batch[] {
  return cells.flatMap((cell) =>
    Array.from({ length: Math.ceil(games / batchSize) }, (_, index) => {
      const first = index * batchSize;
      const seeds = Array.from({ length: Math.min(batchSize, games - first) }, (_, place) => first + place + 1);
      return { cell, seeds };
    }),
  );
}
