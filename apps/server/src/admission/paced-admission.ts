import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Admission, AdmissionDenial, CountedSocket } from './admission.ts';
import { systemTurns, TimeSlicedQueue, type TurnstileClock } from './time-sliced-queue.ts';
import { isWithinShare } from './network-share.ts';

export interface AdmissionLimits {
  /** Phones and screens that are in; beyond it newcomers wait, and players of a session come back to their seats. */
  connections: number;
  /** Sockets of any kind; beyond it even the handshake is refused. */
  sockets: number;
  /** Sockets of one network that have not authenticated. A school may send all of its phones at once. */
  strangersOfNetwork: number;
  /** Greetings that may wait; further clients are told to come back. */
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

/** The longest that a client is asked to wait. */
const longestWaitMs = 30_000;

/** How long beginning works of a kind may take in one go, in ms. */
const budgetMs = 4;

/** Greetings that may be under way at once. */
const greetingsAtOnce = 32;

/** Up to this many handshakes finish without a noticeable delay. */
const negligibleQueueLength = 64;

/** Sockets of one network. */
interface NetworkSockets {
  strangers: number;
  inside: number;
}

/** Keeps the limits of a server, and paces newcomers. */
export class PacedAdmission implements Admission {
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
   * Node accepts one TCP connection at a time between all else that it does, so pending ones go before handshakes and
   * greetings: otherwise most clients would sit in the kernel's backlog, where the server cannot report their place.
   */
  arrived(): void {
    this.#arrivals++;
  }

  /** Clients that have given up are passed over: serving them would leave no time for their next tries. */
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

  request(answer: () => void): boolean {
    return this.#requests.enter(answer);
  }

  /** Queued, so that a mass disconnect does not hold active players up. */
  leave(takeLeave: () => void): void {
    this.#leaves.enter(takeLeave);
  }

  get queueMs(): number {
    const { waiting } = this.#handshakes;
    return waiting > negligibleQueueLength ? Math.min(longestWaitMs, Math.ceil(waiting * this.#handshakeMs)) : 0;
  }

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

  hasShare(network: string): boolean {
    const own = this.#networks.get(network)?.inside ?? 0;
    return isWithinShare(own, this.#inside, this.limits.connections);
  }

  newcomer(network?: string): AdmissionDenial | undefined {
    if (this.#inside >= this.limits.connections) return 'connections';
    if (network !== undefined && !this.hasShare(network)) return 'network';
    return this.#loopDelayMs() > this.limits.loopDelayMs ? 'loop' : undefined;
  }

  greeting(work: () => Promise<void>): boolean {
    return this.#greetings.enter(work);
  }

  /** The longer the queue, the later; clients add a random part of their own. */
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
