import { wireLimits, type View, type ViewMessage } from '@ack-attack/protocol';
import type { FlushTimer } from './flush-timer.ts';
import { patchBetween } from './patch-between.ts';
import type { Runtime } from '../base/runtime.ts';

/** A view that is worked out from a room's fold. */
export interface Projection {
  /** Version of the fold. */
  version: () => number;
  /** What the view depends on: while these are the same values, so is the view. */
  inputs: () => readonly unknown[];
  view: () => View;
}

/**
 * Keeps one connection's view up to date: the first change goes at once, further ones travel together. A change
 * that this view does not show costs no message.
 */
export class Subscription {
  readonly #projection: Projection;
  readonly #send: (message: ViewMessage) => void;
  readonly #runtime: Runtime;
  #inputs: readonly unknown[] | undefined;
  #view: View | undefined;
  #version = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  readonly #timer: FlushTimer;
  #closed = false;

  /** @param timer the room's, for changes that have to wait */
  constructor(projection: Projection, send: (message: ViewMessage) => void, runtime: Runtime, timer: FlushTimer) {
    this.#projection = projection;
    this.#send = send;
    this.#runtime = runtime;
    this.#timer = timer;
  }

  /** To be called whenever the fold has moved. */
  changed(): void {
    if (this.#closed || this.#timer.isWaiting(this.#flush)) return;
    if (this.#inputs && areSame(this.#projection.inputs(), this.#inputs)) return;
    const waitMs = this.#sentAt + wireLimits.batchMs - this.#runtime.now();
    if (waitMs <= 0) return this.#flush();
    this.#timer.wait(this.#flush, waitMs);
  }

  /**
   * Makes sure that a client is up to date.
   *
   * @param version the version of the view that it has
   * @returns the version that it has once everything sent has arrived
   */
  sync(version: number): number {
    if (this.#closed) return version;
    const has = version === this.#version;
    this.#flush();
    if (this.#view && !has) this.#deliver({ version: this.#version, view: this.#view });
    return this.#version;
  }

  close(): void {
    this.#closed = true;
    this.#timer.leave(this.#flush);
  }

  readonly #flush = (): void => {
    this.#timer.leave(this.#flush);
    if (this.#closed) return;
    const inputs = this.#projection.inputs();
    if (this.#inputs && areSame(inputs, this.#inputs)) return;
    this.#inputs = inputs;
    const view = this.#projection.view();
    const version = this.#projection.version();
    const base = this.#view;
    if (!base) {
      this.#view = view;
      this.#version = version;
      return this.#deliver({ version, view });
    }
    const patch = patchBetween(base, view) as Record<string, unknown> | undefined;
    if (patch === undefined) return;
    const message = { version, base: this.#version, patch };
    this.#view = view;
    this.#version = version;
    this.#deliver(message);
  };

  #deliver(message: ViewMessage): void {
    this.#sentAt = this.#runtime.now();
    try {
      this.#send(message);
    } catch (error) {
      // A connection that cannot be written to must not keep the others of its room from their views.
      this.#runtime.report(error, 'send');
    }
  }
}

export function areSame(inputs: readonly unknown[], others: readonly unknown[]): boolean {
  return inputs.length === others.length && inputs.every((input, index) => input === others[index]);
}
