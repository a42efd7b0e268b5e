import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemTurns, Turnstile, type TurnstileClock } from './turnstile.ts';

export interface AdmissionLimits {
  /** Phones and screens that are in; beyond it newcomers wait, and who was in comes back. */
  connections: number;
  /** Sockets of any kind; beyond it even the handshake is refused. */
  sockets: number;
  /** Sockets of one network that have not said who they are. A school may send all of its phones at once. */
  strangersOfNetwork: number;
  /** Who comes in while this many wait is told to come back. */
  waiting: number;
  /** HTTP requests that may wait for their turn; further ones are refused at once. */
  requests: number;
  /** How long a newcomer is asked to wait at least. */
  firstWaitMs: number;
  /** Above this delay of the event loop newcomers wait, so that rooms which are playing have what there is. */
  loopDelayMs: number;
}

export const admissionLimits = (connections: number): AdmissionLimits => ({
  connections,
  sockets: connections + 1_000,
  strangersOfNetwork: 2_000,
  waiting: 5_000,
  requests: 10_000,
  firstWaitMs: 2_000,
  loopDelayMs: 300,
});

/** Longest that anybody is asked to wait. */
const longestWaitMs = 30_000;

/** How long beginning works of a kind may take in one go, in ms. */
const budgetMs = 4;

/** Greetings that may be under way at once. */
const greetingsAtOnce = 32;

/** So many handshakes are over before anybody feels that they waited. */
const unfelt = 64;

export type Refusal = 'connections' | 'loop' | 'queue';

/** Says who may come in now, and paces those who do. */
export class Admission {
  readonly limits: AdmissionLimits;
  readonly #loopDelayMs: () => number;
  readonly #clock: TurnstileClock;
  readonly #handshakes: Turnstile;
  readonly #greetings: Turnstile;
  readonly #leaves: Turnstile;
  readonly #requests: Turnstile;
  readonly #strangers = new Map<string, number>();
  #inside = 0;
  #sockets = 0;
  #arrivals = 0;
  /** Ms that a handshake takes of the queue lately. */
  #handshakeMs = 3;

  /** @param loopDelayMs how late the event loop has been lately */
  constructor(limits: AdmissionLimits, loopDelayMs: () => number, clock: TurnstileClock = systemTurns) {
    this.limits = limits;
    this.#loopDelayMs = loopDelayMs;
    this.#clock = clock;
    const lastOfAll = (atOnce: number, waiting: number) => {
      let seen = 0;
      const giveWay = () => {
        const came = this.#arrivals !== seen;
        seen = this.#arrivals;
        return came;
      };
      return new Turnstile({ atOnce, waiting, budgetMs, giveWay, ...clock });
    };
    this.#handshakes = lastOfAll(Infinity, limits.sockets);
    this.#greetings = lastOfAll(greetingsAtOnce, limits.waiting);
    this.#requests = new Turnstile({ atOnce: Infinity, waiting: limits.requests, budgetMs, ...clock });
    this.#leaves = new Turnstile({ atOnce: Infinity, waiting: Infinity, budgetMs, ...clock });
  }

  get inside(): number {
    return this.#inside;
  }

  get sockets(): number {
    return this.#sockets;
  }

  get waiting(): number {
    return this.#handshakes.waiting + this.#greetings.waiting;
  }

  /**
   * A connection was taken. Node takes one at a time between all else that it does, so those that the system still holds
   * for it go before handshakes and greetings: else most of a storm would wait where nobody can tell it how long.
   */
  arrived(): void {
    this.#arrivals++;
  }

  /**
   * Answers a handshake in its turn. Where clients have given up meanwhile, serving them would leave no time for their
   * next tries, and nobody would ever come in: they are passed over.
   *
   * @param gone whether its client has given it up
   * @returns false where it may not even wait, and is not answered
   */
  handshake(answer: () => void, gone: () => boolean): boolean {
    const { waiting } = this.#handshakes;
    if (this.#sockets + waiting >= this.limits.sockets) return false;
    const { now } = this.#clock;
    const since = now();
    return this.#handshakes.enter(() => {
      if (gone()) return;
      if (waiting > unfelt) this.#handshakeMs += ((now() - since) / waiting - this.#handshakeMs) / 16;
      answer();
    });
  }

  /** Begins to answer an HTTP request in its turn. False where too many wait already. */
  request(answer: () => void): boolean {
    return this.#requests.enter(answer);
  }

  /** Takes leave of a client in its turn: where thousands go in the same instant, those who play do not wait for that. */
  leave(takeLeave: () => void): void {
    this.#leaves.enter(takeLeave);
  }

  /** How long a handshake that comes now waits for its turn, in ms, as far as can be told; 0 where nobody feels it. */
  get queueMs(): number {
    const { waiting } = this.#handshakes;
    return waiting > unfelt ? Math.min(longestWaitMs, Math.ceil(waiting * this.#handshakeMs)) : 0;
  }

  /** Counts a socket; the returned functions say that it is known now, and that it is gone. Undefined where it is one too many. */
  socket(network: string): { entered: () => void; gone: () => void } | undefined {
    const strangers = this.#strangers.get(network) ?? 0;
    if (strangers >= this.limits.strangersOfNetwork) return undefined;
    this.#strangers.set(network, strangers + 1);
    this.#sockets++;
    let state: 'stranger' | 'inside' | 'gone' = 'stranger';
    const known = () => {
      const left = (this.#strangers.get(network) ?? 1) - 1;
      if (left === 0) this.#strangers.delete(network);
      else this.#strangers.set(network, left);
    };
    return {
      entered: () => {
        if (state !== 'stranger') return;
        state = 'inside';
        known();
        this.#inside++;
      },
      gone: () => {
        if (state === 'stranger') known();
        if (state === 'inside') this.#inside--;
        if (state !== 'gone') this.#sockets--;
        state = 'gone';
      },
    };
  }

  /** Why somebody new has to wait; undefined where nothing is in the way. */
  newcomer(): Refusal | undefined {
    if (this.#inside >= this.limits.connections) return 'connections';
    return this.#loopDelayMs() > this.limits.loopDelayMs ? 'loop' : undefined;
  }

  /** Lets somebody in, in turn. False where too many wait already. */
  greeting(work: () => Promise<void>): boolean {
    return this.#greetings.enter(work);
  }

  /** When to come back. The longer the queue, the later; clients add a random part of their own. */
  get retryAfterMs(): number {
    return Math.min(longestWaitMs, this.limits.firstWaitMs + 5 * this.waiting);
  }
}

const windowMs = 1_000;

/** Watches how late this thread's event loop is: the 90th percentile of the last whole second. */
export function watchLoopDelay(): { delayMs: () => number; stop: () => void } {
  const resolution = 20;
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  let delayMs = 0;
  const timer = setInterval(() => {
    // What is measured includes the pause between two measurements.
    delayMs = Math.max(0, histogram.percentile(90) / 1e6 - resolution);
    histogram.reset();
  }, windowMs);
  timer.unref();
  return {
    delayMs: () => delayMs,
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
