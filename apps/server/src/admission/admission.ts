import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemTurns, TimeSlicedQueue, type TurnstileClock } from './time-sliced-queue.ts';

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
const negligibleQueueLength = 64;

/** What one network may have at most of what the others leave: whatever it does, there is a place for them. */
const networkShare = 0.9;

export type AdmissionDenial = 'connections' | 'loop' | 'network' | 'queue';

/** Sockets of one network. */
interface NetworkSockets {
  strangers: number;
  inside: number;
}

export interface CountedSocket {
  entered: () => void;
  gone: () => void;
}

/** Says who may come in now, and paces those who do. */
export class Admission {
  readonly limits: AdmissionLimits;
  readonly #loopDelayMs: () => number;
  readonly #clock: TurnstileClock;
  readonly #handshakes: TimeSlicedQueue;
  readonly #greetings: TimeSlicedQueue;
  readonly #leaves: TimeSlicedQueue;
  readonly #requests: TimeSlicedQueue;
  readonly #networks = new Map<string, NetworkSockets>();
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
    const lastOfAll = (concurrency: number, waiting: number) => {
      let seen = 0;
      const yieldToEventLoop = () => {
        const came = this.#arrivals !== seen;
        seen = this.#arrivals;
        return came;
      };
      return new TimeSlicedQueue({ concurrency, waiting, budgetMs, yieldToEventLoop, ...clock });
    };
    this.#handshakes = lastOfAll(Infinity, limits.sockets);
    this.#greetings = lastOfAll(greetingsAtOnce, limits.waiting);
    this.#requests = new TimeSlicedQueue({ concurrency: Infinity, waiting: limits.requests, budgetMs, ...clock });
    this.#leaves = new TimeSlicedQueue({ concurrency: Infinity, waiting: Infinity, budgetMs, ...clock });
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
      if (waiting > negligibleQueueLength) this.#handshakeMs += ((now() - since) / waiting - this.#handshakeMs) / 16;
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
    return waiting > negligibleQueueLength ? Math.min(longestWaitMs, Math.ceil(waiting * this.#handshakeMs)) : 0;
  }

  /**
   * Counts a socket; the returned functions say that it is known now, and that it is gone. Where it is one too many, the
   * answer is why.
   */
  socket(network: string): CountedSocket | 'strangers' | 'network' {
    const own = this.#networks.get(network) ?? { strangers: 0, inside: 0 };
    if (own.strangers >= this.limits.strangersOfNetwork) return 'strangers';
    if (!isWithinShare(own.strangers + own.inside, this.#sockets, this.limits.sockets)) return 'network';
    this.#networks.set(network, own);
    own.strangers++;
    this.#sockets++;
    let state: 'stranger' | 'inside' | 'gone' = 'stranger';
    return {
      entered: () => {
        if (state !== 'stranger') return;
        state = 'inside';
        own.strangers--;
        own.inside++;
        this.#inside++;
      },
      gone: () => {
        if (state === 'gone') return;
        if (state === 'stranger') own.strangers--;
        else {
          own.inside--;
          this.#inside--;
        }
        this.#sockets--;
        state = 'gone';
        if (own.strangers + own.inside === 0) this.#networks.delete(network);
      },
    };
  }

  /** Whether one more of a network may come in, so that there is a place left for the others. */
  hasShare(network: string): boolean {
    const own = this.#networks.get(network)?.inside ?? 0;
    return isWithinShare(own, this.#inside, this.limits.connections);
  }

  /** Why somebody new has to wait; undefined where nothing is in the way. */
  newcomer(network?: string): AdmissionDenial | undefined {
    if (this.#inside >= this.limits.connections) return 'connections';
    if (network !== undefined && !this.hasShare(network)) return 'network';
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

/** @param own how many a network has of `all` */
function isWithinShare(own: number, all: number, limit: number): boolean {
  return own < (limit - (all - own)) * networkShare;
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
