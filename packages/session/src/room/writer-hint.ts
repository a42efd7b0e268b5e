import type { Peers } from '../base/peers.ts';
import type { Runtime } from '../base/runtime.ts';

/** How long the others leave to whoever wrote last what any of them may do, in ms: with connections and without. */
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
 * Spares the servers of one room to do the same at the same time: what falls due and what bots do is left to the one
 * that wrote last, until it is late. Nobody relies on it; what is done twice all the same is found out by the log.
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
