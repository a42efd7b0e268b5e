export type { Net, Trace, TraceStep } from './trace.ts';
export { RefusedStep, TraceMachine, type TracePace } from './trace-machine.ts';
export { playTrace, traceId, traces, type PlayedTrace } from './traces.ts';
