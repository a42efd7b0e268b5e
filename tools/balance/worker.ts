import type { Cell } from './cells.ts';
import { playSeeds } from './results.ts';

/** Seeds of one cell for a worker to play. */
export interface Batch {
  cell: Cell;
  seeds: readonly number[];
}

process.on('message', ({ cell, seeds }: Batch) => process.send?.(playSeeds(cell, seeds)));
