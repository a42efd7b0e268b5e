import type { GameEvent, Lane } from '@ack-attack/engine';
import type { Trace } from './trace.ts';
import { TraceMachine, type TracePace } from './trace-machine.ts';
import vectors from './vectors.json' with { type: 'json' };

/** Traces that cards and questions may show, by name. */
export const traces: ReadonlyMap<string, Trace> = new Map(
  (vectors as readonly Trace[]).map((trace) => [traceId(trace.name), trace]),
);

/** A trace's name as an ID: small letters, digits and dashes. */
export function traceId(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

export interface PlayedTrace {
  /** From the session's beginning to the bell. */
  log: readonly GameEvent[];
  /** After the bell. */
  lane: Lane;
}

/** @throws RefusedStep where the engine refuses a step */
export function playTrace(trace: Trace, pace?: TracePace): PlayedTrace {
  const machine = new TraceMachine(trace, pace);
  for (const step of trace.steps) machine.run(step);
  const lane = machine.ring();
  return { log: machine.log, lane };
}
