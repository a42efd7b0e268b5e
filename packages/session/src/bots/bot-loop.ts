import { nextDueAt, type Command, type SessionState } from '@ack-attack/engine';
import type { Outcome } from '../base/reply-cache.ts';
import { BotDriver, hasBots, lookEveryMs } from './bot-driver.ts';
import type { Runtime } from '../base/runtime.ts';

const retryAfterMs = 1_000;
const tick: Command = { by: 'server', command: { type: 'tick' } };
/** While another server lets them act. */
const lookAgainMs = 200;

export interface BotLoopOptions {
  runtime: Runtime;
  state: () => SessionState;
  /** Whether they act from this server. */
  isOurs: () => boolean;
  /** How long they have to rest because the session has written too much, in ms. */
  restMs: () => number;
  submit: (command: Command) => Promise<Outcome>;
}

/**
 * Lets the bots of a session act while a round is played. On autopilot, where nobody taps, it also lets happen what is
 * due: machines and network share one beat, and with it one append.
 */
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
    const { runtime, state } = this.#options;
    if (state().phase !== 'playing' || !hasBots(state())) return;
    this.#cancel = runtime.schedule(() => void this.#act(), delayMs);
  }

  /** How much later than it is due a thing may happen because this loop sees to it, in ms; 0 where it does not. */
  get tickMs(): number {
    const { settings, phase } = this.#options.state();
    return settings.autopilot && phase === 'playing' ? 2 * lookEveryMs(settings) : 0;
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  async #act(): Promise<void> {
    const { runtime, state, isOurs, restMs, submit } = this.#options;
    this.#cancel = undefined;
    const rest = restMs();
    if (rest > 0) return this.changed(rest);
    if (!isOurs()) return this.changed(lookAgainMs);
    this.#acting = true;
    const commands = this.#driver.commands(state(), runtime.now());
    // Every command lets happen first what is due.
    const idle = commands.length === 0 && this.tickMs > 0 && (nextDueAt(state()) ?? Infinity) <= runtime.now();
    const outcomes = await Promise.all((idle ? [tick] : commands).map((command) => submit(command)));
    this.#acting = false;
    const failed = outcomes.some((outcome) => outcome.outcome === 'rejected' && outcome.code === 'store-unavailable');
    if (failed) this.#driver.forget();
    this.changed(failed ? retryAfterMs : undefined);
  }
}
