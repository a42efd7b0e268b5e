import type { Runtime } from '../base/runtime.ts';

/**
 * The time of one session, in epoch ms. It is read from the calendar once and carried on by the steady clock, so a
 * calendar that is set while the session is awake changes nothing. It is never behind the session's log: a log from a
 * time when the calendar was ahead goes on from its own newest event.
 */
export class RoomClock {
  readonly #runtime: Pick<Runtime, 'now' | 'steadyNow'>;
  /** Epoch ms at the zero of the steady clock. */
  #start: number;

  /** @param logAt epoch ms of the newest event in the log */
  constructor(runtime: Pick<Runtime, 'now' | 'steadyNow'>, logAt: number) {
    this.#runtime = runtime;
    this.#start = Math.max(runtime.now(), logAt) - runtime.steadyNow();
  }

  now(): number {
    return Math.floor(this.#runtime.steadyNow() + this.#start);
  }

  /** To be called when the log has a newer event, which another server may have written by a clock that is ahead. */
  heard(logAt: number): void {
    if (logAt > this.now()) this.#start = logAt - this.#runtime.steadyNow();
  }
}
