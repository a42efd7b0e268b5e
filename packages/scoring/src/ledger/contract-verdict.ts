import type { Contract } from '@ack-attack/engine';

export type Verdict = Record<Contract, 'kept' | 'broken'>;

/** Judges all three contracts on effects, end to end: a second delivery alone breaks nothing (SCO-5). */
export function verdictOf(duplicates: number, lost: number): Verdict {
  return {
    'at-most-once': duplicates > 0 ? 'broken' : 'kept',
    'at-least-once': lost > 0 ? 'broken' : 'kept',
    'exactly-once': duplicates > 0 || lost > 0 ? 'broken' : 'kept',
  };
}
