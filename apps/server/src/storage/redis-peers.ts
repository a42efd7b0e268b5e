import type { Peers, Runtime } from '@ack-attack/session';
import type { RedisStore } from '@ack-attack/store-redis';

const beatMs = 3_000;
/** After a time without news, as when Redis was away, the others have this long to be heard of again. */
const newsWithinMs = 10_000;
/** Measurements of the clock that the best is taken of. */
const measurements = 8;

export interface RedisPeersOptions {
  store: Pick<RedisStore, 'beat'>;
  /** This server's name in the store. */
  self: string;
  schedule: Runtime['schedule'];
  report: Runtime['report'];
  /** Ms of a clock that only goes forward. */
  steadyNow?: () => number;
}

/**
 * The other servers of a Redis, and its clock. All servers go by that clock: where one was ahead, the log's time would run
 * ahead with it and stand still for all others.
 */
export class RedisPeers implements Peers {
  readonly self: string;
  readonly #options: RedisPeersOptions;
  readonly #steadyNow: () => number;
  #alive: ReadonlySet<string> = new Set();
  #heardAt = Number.NEGATIVE_INFINITY;
  #silentUntil = Number.NEGATIVE_INFINITY;
  #clock: { offset: number; tripMs: number }[] = [];
  #cancel = () => {};
  #closed = false;

  constructor(options: RedisPeersOptions) {
    this.self = options.self;
    this.#options = options;
    this.#steadyNow = options.steadyNow ?? (() => performance.now());
  }

  get alone(): boolean {
    return !this.#isUnsure() && [...this.#alive].every((name) => name === this.self);
  }

  isAlive(name: string): boolean {
    return this.#alive.has(name) || this.#isUnsure();
  }

  /** Epoch ms by the clock of Redis. */
  now(): number {
    let best = this.#clock[0];
    for (const measured of this.#clock) if (!best || measured.tripMs < best.tripMs) best = measured;
    return Math.floor(this.#steadyNow() + (best?.offset ?? Date.now() - this.#steadyNow()));
  }

  /** Makes itself known, now and from now on. Rejects where Redis cannot be used. */
  async start(): Promise<void> {
    await this.#beat();
    this.#plan();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #isUnsure(): boolean {
    const now = this.#steadyNow();
    return now < this.#silentUntil || now - this.#heardAt > newsWithinMs;
  }

  #plan(): void {
    if (this.#closed) return;
    this.#cancel = this.#options.schedule(() => {
      this.#beat()
        .catch((error: unknown) => {
          // A beat that was under way at the end has no store any more.
          if (!this.#closed) this.#options.report(error, 'beat');
        })
        .finally(() => this.#plan());
    }, beatMs);
  }

  async #beat(): Promise<void> {
    const askedAt = this.#steadyNow();
    const { redisNow, alive } = await this.#options.store.beat();
    const now = this.#steadyNow();
    const tripMs = now - askedAt;
    if (now - this.#heardAt > newsWithinMs) this.#silentUntil = now + newsWithinMs;
    this.#heardAt = now;
    this.#alive = new Set(alive);
    this.#clock = [...this.#clock.slice(1 - measurements), { offset: redisNow - (askedAt + tripMs / 2), tripMs }];
  }
}
