import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';

/** Why a client was turned away or cut off. Each is explained in docs/runbook, reads in costly-reads.md, the rest in flooded-by-one-client.md. */
export type ShedReason =
  | 'connections'
  | 'loop'
  | 'queue'
  | 'sockets'
  | 'strangers'
  | 'network'
  | 'rooms'
  | 'slow'
  | 'packets'
  | 'frames'
  | 'pipelined'
  | 'requests'
  | 'screens'
  | 'guesses'
  | 'reads'
  | 'claims';

const logEveryMs = 60_000;

/** Counts clients that are turned away or cut off, and logs that at most once a minute for each reason. */
export class Shedding {
  readonly #metrics: Metrics;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #unlogged = new Map<ShedReason, { count: number; loggedAt: number }>();

  /** @param now ms of any clock */
  constructor(metrics: Metrics, logger: Logger, now: () => number) {
    this.#metrics = metrics;
    this.#logger = logger;
    this.#now = now;
  }

  add(reason: ShedReason): void {
    this.#metrics.shed.inc({ reason });
    const now = this.#now();
    const known = this.#unlogged.get(reason);
    const count = (known?.count ?? 0) + 1;
    if (known && now >= known.loggedAt && now - known.loggedAt < logEveryMs) {
      known.count = count;
      return;
    }
    this.#unlogged.set(reason, { count: 0, loggedAt: now });
    this.#logger.warn({ reason, clients: count }, 'clients turned away or cut off to protect the others');
  }
}
