import { isDeepStrictEqual } from 'node:util';
import { tallyAtBell, type Tally } from '@ack-attack/scoring';
import { RefusedStep, TraceMachine } from '@ack-attack/lesson/trace';
import type { Vector } from './format.ts';

/** What became of one vector, as it is printed. `got` is null and `error` there where a step was refused. */
export interface Outcome {
  name: string;
  ok: boolean;
  expect: unknown;
  got: Tally | null;
  error?: string;
}

/** Plays one vector through the engine and judges the lane at the bell. */
export function playVector(vector: Vector): Outcome {
  const { name, expect = null } = vector;
  let number = 0;
  try {
    const machine = new TraceMachine(vector);
    for (const step of vector.steps) {
      number++;
      machine.run(step);
    }
    const got = tallyAtBell(machine.ring());
    return { name, ok: expect === null || isDeepStrictEqual(got, expect), expect, got };
  } catch (error) {
    if (!(error instanceof RefusedStep)) throw error;
    return { name, ok: false, expect, got: null, error: `step ${number}: ${error.message}` };
  }
}
