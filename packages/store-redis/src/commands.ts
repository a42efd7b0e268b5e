import { setTimeout as delay } from 'node:timers/promises';
import { functionLibrary, functionName, type FunctionName } from './function-library.ts';
import type { Arguments, RedisLink } from './redis-link.ts';
import { away, isFunctionMissing, mayPass, redisStoreError } from './redis-error.ts';

const retryMs = [20, 250] as const;

/** Commands that are tried again until they are answered or their time is up. */
export class Commands {
  readonly #link: RedisLink;
  readonly #waitMs: number;
  readonly #replicas: number;
  #loading: Promise<unknown> = Promise.resolve();

  constructor(link: RedisLink, { waitMs, replicas }: { waitMs: number; replicas: number }) {
    this.#link = link;
    this.#waitMs = waitMs;
    this.#replicas = replicas;
  }

  /** Sends a command that may be done twice without harm. Rejects with a `StoreError`. */
  send<T>(key: string, args: Arguments): Promise<T> {
    return this.#until(() => this.#link.send<T>(key, args));
  }

  /** Calls a function that writes; resolves once as many replicas as were asked for have it. */
  write<T>(name: FunctionName, keys: readonly [string, ...string[]], args: Arguments): Promise<T> {
    return this.#call(name, keys, args, this.#replicas);
  }

  /** Calls a function whose loss would do no harm. */
  call<T>(name: FunctionName, keys: readonly [string, ...string[]], args: Arguments): Promise<T> {
    return this.#call(name, keys, args, 0);
  }

  #call<T>(name: FunctionName, keys: readonly [string, ...string[]], args: Arguments, replicas: number): Promise<T> {
    const command = ['FCALL', functionName(name), String(keys.length), ...keys, ...args];
    return this.#until(async () => {
      try {
        return await this.#link.send<T>(keys[0], command, replicas);
      } catch (error) {
        if (!isFunctionMissing(error)) throw error;
        await this.#load(keys[0]);
        return this.#link.send<T>(keys[0], command, replicas);
      }
    });
  }

  /** Loads the functions into the server that holds a key, one at a time. */
  #load(key: string): Promise<unknown> {
    const load = this.#loading.then(() =>
      this.#link.sendToHolder(key, ['FUNCTION', 'LOAD', functionLibrary]).catch((error: unknown) => {
        // Another server, or another command of this one, was faster.
        if (!/already exists/.test((error as Error).message)) throw error;
      }),
    );
    this.#loading = load.catch(() => undefined);
    return load;
  }

  async #until<T>(work: () => Promise<T>): Promise<T> {
    const end = performance.now() + this.#waitMs;
    let failure: unknown;
    for (let tries = 0; ; tries++) {
      try {
        return await within(work(), end - performance.now());
      } catch (error) {
        if (!mayPass(error)) throw redisStoreError(error);
        const silent = error instanceof Overdue;
        // A connection that has been silent for so long may be dead without having said so.
        if (silent) this.#link.distrust();
        // What was said before the time was up says more.
        if (!silent || failure === undefined) failure = error;
      }
      const pauseMs = Math.min(retryMs[1], retryMs[0] * 2 ** tries);
      if (performance.now() + pauseMs >= end) throw away(failure);
      await delay(pauseMs);
    }
  }
}

class Overdue extends Error {
  override readonly message = 'no answer in time';
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Overdue()), Math.max(0, ms));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
