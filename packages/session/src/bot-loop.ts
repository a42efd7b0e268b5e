import type { Command, SessionState } from '@ack-attack/engine';
import type { Outcome } from './answer-memory.ts';
import { BotDriver, hasBots, lookEveryMs } from './bot-driver.ts';
import type { Shell } from './shell.ts';

const retryAfterMs = 1_000;

export interface BotLoopOptions {
  shell: Shell;
  state: () => SessionState;
  submit: (command: Command) => Promise<Outcome>;
}

/** Lets the bots of a session act while a round is played. */
export class BotLoop {
  readonly #options: BotLoopOptions;
  readonly #driver = new BotDriver();
  #cancel: (() => void) | undefined;
  #acting = false;
  #closed = false;

  constructor(options: BotLoopOptions) {
    this.#options = options;
  }

  /** To be called whenever the session has changed. */
  changed(delayMs = lookEveryMs(this.#options.state().settings)): void {
    if (this.#cancel || this.#acting || this.#closed) return;
    const { shell, state } = this.#options;
    if (state().phase !== 'playing' || !hasBots(state())) return;
    this.#cancel = shell.schedule(() => void this.#act(), delayMs);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  async #act(): Promise<void> {
    const { shell, state, submit } = this.#options;
    this.#cancel = undefined;
    this.#acting = true;
    const outcomes = await Promise.all(this.#driver.commands(state(), shell.now()).map((command) => submit(command)));
    this.#acting = false;
    const failed = outcomes.some((outcome) => outcome.outcome === 'rejected' && outcome.code === 'store-unavailable');
    if (failed) this.#driver.forget();
    this.changed(failed ? retryAfterMs : undefined);
  }
}
