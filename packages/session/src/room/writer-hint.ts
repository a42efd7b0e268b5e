import type { Peers } from '../base/peers.ts';
import type { Runtime } from '../base/runtime.ts';

/** How long other servers defer to the most recent writer, in ms: where it has connections, and where it has none. */
const yieldMs = [100, 1_000] as const;
const silenceMs = 1_500;

export interface TurnOptions {
  runtime: Runtime;
  peers: Peers;
  random: () => number;
  /** Whether anybody is connected to the room here. */
  isUsed: () => boolean;
}

/**
 * Keeps the servers of one room from doing the same work at the same time: due events and bots are left to the server
 * that wrote last, until it is late. Correctness does not rest on it: the log's version refuses work done twice.
 */
export class WriterHint {
  readonly #options: TurnOptions;
  #mine = false;
  #heardAt: number;

  constructor(options: TurnOptions) {
    this.#options = options;
    this.#heardAt = options.runtime.now();
  }

  /** Whether this server wrote last. */
  get mine(): boolean {
    return this.#mine || this.#options.peers.alone;
  }

  /** To be called when this server has written. */
  wrote(): void {
    this.#mine = true;
  }

  /** To be called when another server has. */
  heard(): void {
    this.#mine = false;
    this.#heardAt = this.#options.runtime.now();
  }

  /** How long after its time this server does what is due, in ms. */
  delayMs(): number {
    if (this.mine) return 0;
    const { isUsed, random } = this.#options;
    return Math.round(yieldMs[isUsed() ? 0 : 1] * (1 + random()));
  }

  /** Whether the bots act from here. */
  isBots(): boolean {
    return this.mine || this.#options.runtime.now() - this.#heardAt > silenceMs + this.delayMs();
  }
}
