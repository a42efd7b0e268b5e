import type { LaneId } from '@ack-attack/engine';
import { playTrace, traces } from '@ack-attack/lesson/trace';
import { spaceTime, type SpaceTime } from '@ack-attack/replay';
import { tallyAtBell, type Tally } from '@ack-attack/scoring';

/** A trace as the engine plays it, ready to be drawn. */
export interface TraceDrawing {
  name: string;
  diagram: SpaceTime;
  tally: Tally;
}

/** Slow enough that arrows lean and steps stand apart. */
const pace = { travelMs: 900, stepMs: 1_100 } as const;

/** Undefined where there is no trace of this name. */
export function drawTrace(id: string): TraceDrawing | undefined {
  const trace = traces.get(id);
  if (!trace) return undefined;
  const { log, lane } = playTrace(trace, pace);
  const diagram = spaceTime(log, 1, 'L1' as LaneId);
  return diagram && { name: trace.name, diagram, tally: tallyAtBell(lane) };
}
