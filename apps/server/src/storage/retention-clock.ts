import type { Runtime } from '@ack-attack/session';

/** How much older sessions may become in an hour of a running server: a day. */
const fastest = 24;

/**
 * The time that sessions age by. A calendar that is set ahead must not delete a school year's sessions, and nothing but
 * the sessions themselves says what time it was before. So this clock starts at the newest session, and from there
 * follows the calendar no faster than a day an hour: who finds the calendar wrong within a day has lost nothing, and
 * after long holidays the old sessions are gone a day or two later.
 */
export class RetentionClock {
  readonly #runtime: Pick<Runtime, 'now' | 'steadyNow'>;
  #reached: number;
  #readAt: number;

  /** @param newest epoch ms of the newest session */
  constructor(runtime: Pick<Runtime, 'now' | 'steadyNow'>, newest: number | undefined) {
    this.#runtime = runtime;
    this.#reached = Math.min(runtime.now(), newest ?? Infinity);
    this.#readAt = runtime.steadyNow();
  }

  /** Epoch ms to delete by, and by how much the calendar is ahead of it. */
  read(): { now: number; aheadMs: number } {
    const calendar = this.#runtime.now();
    const passed = this.#runtime.steadyNow() - this.#readAt;
    this.#readAt += passed;
    this.#reached = Math.max(this.#reached, Math.min(calendar, this.#reached + passed * fastest));
    const now = Math.min(calendar, this.#reached);
    return { now, aheadMs: calendar - now };
  }
}
