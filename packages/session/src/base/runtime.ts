/** What the sessions need of the machine, so that a simulation can stand in for it. */
export interface Runtime {
  /** Epoch ms by the calendar. It may jump either way, by any amount. */
  now: () => number;
  /** Ms of a clock that nobody can set: it only goes forward. Its zero is anywhere. */
  steadyNow: () => number;
  /** Calls `run` once after a delay in ms, unless the returned function is called first. */
  schedule: (run: () => void, delayMs: number) => () => void;
  /** Told of failures that nobody waits for. */
  report: (error: unknown, doing: string) => void;
}
