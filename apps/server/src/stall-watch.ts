const beatMs = 500;
const stalledMs = 4_000;

/**
 * Notices that this process stood still, as when it was paused: what its sockets then hold is as old as that, and whoever
 * sent it has gone on at another server.
 */
export class StallWatch {
  readonly #now: () => number;
  #beatAt: number;
  readonly #timer: NodeJS.Timeout;

  /** @param now ms of a clock that only goes forward */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#beatAt = now();
    this.#timer = setInterval(() => (this.#beatAt = now()), beatMs);
    this.#timer.unref();
  }

  /** Whether the process has been still until now. After a pause sockets are read before timers run. */
  get stalled(): boolean {
    return this.#now() - this.#beatAt > stalledMs;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
