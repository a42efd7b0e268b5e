import type { Runtime } from '../base/runtime.ts';

/** Flushes that are due so soon after another one join it, in ms. */
const togetherMs = 40;

/**
 * One timer for all the views of a room that wait. In a busy room the connections fall into step, and the process wakes
 * up once for many of them; nobody ever waits longer than for itself.
 */
export class FlushTimer {
  readonly #runtime: Runtime;
  /** With the epoch ms at which each may go. */
  readonly #waiting = new Map<() => void, number>();
  #pending: { at: number; cancel: () => void } | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Calls `flush` once, after `delayMs` at the latest. */
  wait(flush: () => void, delayMs: number): void {
    const at = this.#runtime.now() + delayMs;
    this.#waiting.set(flush, at);
    if (!this.#pending || at < this.#pending.at) this.#schedule();
  }

  isWaiting(flush: () => void): boolean {
    return this.#waiting.has(flush);
  }

  leave(flush: () => void): void {
    if (this.#waiting.delete(flush) && this.#waiting.size === 0) this.#schedule();
  }

  #schedule(): void {
    const at = this.#waiting.size > 0 ? Math.min(...this.#waiting.values()) : undefined;
    if (this.#pending && at !== undefined && this.#pending.at <= at) return;
    this.#pending?.cancel();
    this.#pending = undefined;
    if (at === undefined) return;
    const delayMs = Math.max(0, at - this.#runtime.now());
    this.#pending = { at, cancel: this.#runtime.schedule(() => this.#fire(), delayMs) };
  }

  #fire(): void {
    this.#pending = undefined;
    const until = this.#runtime.now() + togetherMs;
    const ready = [...this.#waiting].flatMap(([flush, at]) => (at <= until ? [flush] : []));
    for (const flush of ready) this.#waiting.delete(flush);
    for (const flush of ready) flush();
    this.#schedule();
  }
}
