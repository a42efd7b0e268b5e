import type { Worker } from 'node:worker_threads';
import type { SqliteAnswer, SqliteCalls } from './sqlite-sessions.ts';
import { errorOf, type ThreadOpening, type ThreadReply, type ThreadRequest } from './sqlite-thread-messages.ts';
import type { SqliteWorker } from './sqlite-work.ts';
import { StoreError } from './store-error.ts';
import type { ThreadSource } from './thread-source.ts';

interface Asked {
  resolve: (answer: never) => void;
  reject: (error: StoreError) => void;
}

/**
 * A file that another thread has open. All that is asked in one turn of the event loop travels in one message. A thread
 * that ends by itself fails what it was asked, and the next call has another one open the file again.
 */
export class FileThread implements SqliteWorker {
  readonly #opening: Omit<ThreadOpening, 'again'>;
  readonly #threads: ThreadSource;
  readonly #onDamage: (finding: string) => void;
  readonly #asked = new Map<number, Asked>();
  #lastNumber = 0;
  #outgoing: ThreadRequest[] = [];
  #worker: Worker | undefined;
  /** The request that has the file opened. */
  #openedBy = 0;
  /** Why it could not be opened. */
  #failure: StoreError | undefined;

  constructor(
    opening: Omit<ThreadOpening, 'again'>,
    threads: ThreadSource,
    onDamage: (finding: string) => void = () => undefined,
  ) {
    this.#opening = opening;
    this.#threads = threads;
    this.#onDamage = onDamage;
  }

  /** Opens the file, which otherwise the first call does. */
  async open(): Promise<void> {
    await this.#ask(['open', { ...this.#opening, again: false }]);
  }

  call<Name extends keyof SqliteCalls>(
    name: Name,
    ...args: Parameters<SqliteCalls[Name]>
  ): Promise<SqliteAnswer<Name>> {
    return this.#ask([name, ...args] as unknown as ThreadRequest['ask']);
  }

  async close(): Promise<void> {
    if (!this.#worker && this.#outgoing.length === 0) return;
    try {
      await this.#ask(['close']);
    } finally {
      const worker = this.#worker;
      this.#worker = undefined;
      if (worker) this.#threads.giveBack(worker);
    }
  }

  #ask<Answer>(ask: ThreadRequest['ask']): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.#outgoing.push(this.#request(ask, { resolve, reject }));
      if (this.#outgoing.length === 1) setImmediate(() => this.#send());
    });
  }

  #request(ask: ThreadRequest['ask'], asked: Asked): ThreadRequest {
    const number = ++this.#lastNumber;
    this.#asked.set(number, asked);
    return { number, ask };
  }

  #send(): void {
    const requests = this.#outgoing;
    this.#outgoing = [];
    if (!this.#worker) {
      this.#worker = this.#start();
      if (requests[0]!.ask[0] !== 'open') requests.unshift(this.#reopening());
      this.#openedBy = requests[0]!.number;
    }
    // A thread with nothing to do keeps no process alive.
    this.#worker.ref();
    this.#worker.postMessage(requests);
  }

  /** Whether it worked is heard from the calls behind it. */
  #reopening(): ThreadRequest {
    const unheard = { resolve: () => undefined, reject: () => undefined };
    return this.#request(['open', { ...this.#opening, again: true }], unheard);
  }

  #start(): Worker {
    const worker = this.#threads.take();
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    worker.on('message', (replies: readonly ThreadReply[]) => {
      for (const reply of replies) this.#hear(reply);
      if (this.#asked.size === 0) worker.unref();
    });
    worker.once('exit', () => {
      this.#worker = undefined;
      const failure = this.#failure ?? new StoreError('failed', 'the thread of the session file has ended', { cause });
      this.#failure = undefined;
      const unsent = new Set(this.#outgoing.map(({ number }) => number));
      for (const [number, { reject }] of this.#asked) {
        if (unsent.has(number)) continue;
        this.#asked.delete(number);
        reject(failure);
      }
    });
    return worker;
  }

  #hear(reply: ThreadReply): void {
    if ('finding' in reply) return this.#onDamage(reply.finding);
    const { resolve, reject } = this.#asked.get(reply.number) ?? {};
    this.#asked.delete(reply.number);
    if ('answer' in reply) return resolve?.(reply.answer as never);
    const error = errorOf(reply.failure);
    reject?.(error);
    if (reply.number !== this.#openedBy) return;
    this.#failure = error;
    void this.#worker?.terminate();
  }
}
