import type { Runtime } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';
import { Router } from 'express';
import { fail } from '../http/http-failure.ts';

/** More frequent requests get the last answer: probes must not wear out a disk. */
const askAgainMs = 1_000;
/** How long a store that did not save the last time is waited for. */
const againWithinMs = 50;

/** Answers for balancers and orchestrators: is the process alive, and should it get new clients? */
export class Health {
  readonly router = Router();
  readonly #store: Pick<SessionStore, 'probe'>;
  readonly #runtime: Runtime;
  readonly #withinMs: number;
  readonly #onSlow: (slow: SlowStore) => void;
  #asked: { at: number; answer: Promise<boolean> } | undefined;
  #saved = true;
  #draining = false;

  /**
   * @param withinMs how long the store may take to write before the server counts as not ready
   * @param onSlow called where it took longer: a busy machine, and no failure yet
   */
  constructor(
    store: Pick<SessionStore, 'probe'>,
    runtime: Runtime,
    withinMs: number,
    onSlow: (slow: SlowStore) => void = () => undefined,
  ) {
    this.#onSlow = onSlow;
    this.#store = store;
    this.#runtime = runtime;
    this.#withinMs = withinMs;
    this.router.get('/healthz', (_request, response) => void response.type('text').send('ok'));
    this.router.get('/readyz', async (request, response) => {
      // Some proxies cut existing connections on 5xx, but take 404 for: no new clients, and keep existing connections.
      const status = request.query['unready'] === '404' ? 404 : 503;
      if (this.#draining) return fail(response, status, 'busy', 'This server is about to end; use another one.');
      if (!(await this.#saves())) {
        return fail(response, status, 'store-unavailable', 'The store does not save; try again in a moment.');
      }
      response.type('text').send('ok');
    });
  }

  drain(): void {
    this.#draining = true;
  }

  /**
   * Whether the store takes a write now. One that did not the last time is given far less time to tell otherwise: a proxy
   * that waits for each write to fail takes a busy server for dead, and cuts off all who are there.
   */
  #saves(): Promise<boolean> {
    const now = this.#runtime.steadyNow();
    if (!this.#asked || now - this.#asked.at >= askAgainMs) {
      const answer = within(this.#withinMs, this.#runtime, this.#store.probe()).then(
        () => true,
        (error: unknown) => {
          if (error instanceof SlowStore) this.#onSlow(error);
          else this.#runtime.report(error, 'readiness');
          return false;
        },
      );
      this.#asked = { at: now, answer };
      void answer.then((saved) => (this.#saved = saved));
    }
    const { answer } = this.#asked;
    return this.#saved ? answer : within(againWithinMs, this.#runtime, answer).catch(() => false);
  }
}

class SlowStore extends Error {}

/** @throws SlowStore where it takes longer */
function within<T>(ms: number, { schedule }: Runtime, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = schedule(() => reject(new SlowStore(`the store did not save within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(cancel);
  });
}
