import type { Shell } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';
import { Router } from 'express';
import { fail } from './http-failure.ts';

/** Answers for balancers and orchestrators: is the process alive, and should it get new clients? */
export class Health {
  readonly router = Router();
  #draining = false;

  /** @param withinMs how long the store may take to answer before the server counts as not ready */
  constructor(store: SessionStore, shell: Shell, withinMs: number) {
    this.router.get('/healthz', (_request, response) => void response.type('text').send('ok'));
    this.router.get('/readyz', async (request, response) => {
      // Some proxies cut whoever is at a server that fails, and take 404 for: send nobody new, and let stay who is there.
      const status = request.query['unready'] === '404' ? 404 : 503;
      if (this.#draining) return fail(response, status, 'busy', 'This server is about to end; use another one.');
      try {
        await within(withinMs, shell, store.list({ state: 'running', limit: 1 }));
      } catch {
        return fail(response, status, 'store-unavailable', 'The store does not answer; try again in a moment.');
      }
      response.type('text').send('ok');
    });
  }

  drain(): void {
    this.#draining = true;
  }
}

/** @throws Error where it takes longer */
function within<T>(ms: number, { schedule }: Shell, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = schedule(() => reject(new Error('too late')), ms);
    work.then(resolve, reject).finally(cancel);
  });
}
