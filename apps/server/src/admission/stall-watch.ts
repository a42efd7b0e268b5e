const beatMs = 500;
/** Lateness of the event loop at which no proxy declares the server dead. */
const usualMs = 1_000;
const stalledMs = 4_000;

/**
 * Notices that this process stood still, as when it was paused: its sockets then hold packets as old as that, whose
 * clients have gone on at another server.
 */
export class StallWatch {
  readonly #now: () => number;
  #beatAt: number;
  readonly #timer: NodeJS.Timeout;

  /** @param now ms of a clock that only goes forward */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#beatAt = now();
    // Whether timers or sockets come first after a pause depends on where it began; a beat counts once both have.
    this.#timer = setInterval(() => setImmediate(() => (this.#beatAt = now())), beatMs);
    this.#timer.unref();
  }

  /** How old what is read now may be because the process stood still, in ms; 0 where it did not. */
  get stalledForMs(): number {
    const ms = this.#now() - this.#beatAt;
    return ms > usualMs ? ms : 0;
  }

  /** Whether it was for so long that the clients have surely gone. */
  get stalled(): boolean {
    return this.stalledForMs > stalledMs;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
