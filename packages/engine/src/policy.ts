/** How a producer's machine sends by itself. Times are ms of game time. */
export interface ProducerPolicy {
  role: 'producer';
  /** Whether it sends again until a confirm comes; otherwise it sends once and forgets. */
  waitForConfirm: boolean;
  /** How often it sends again before it gives up, 0 to 20. */
  retries: number;
  retryAfterMs: number;
  /** Each wait is this many times the one before, 1 to 4. */
  backoff: number;
  /** Share of a wait that is left to chance, 0 to 1. */
  jitter: number;
  retryId: 'same' | 'fresh';
}

/** How a broker's machine stores, confirms and delivers by itself. */
export interface BrokerPolicy {
  role: 'broker';
  /** Whether copies are made durable before they are delivered. */
  store: boolean;
  confirm: 'before-store' | 'after-store' | 'never';
  ackMode: 'manual' | 'auto';
  /** An out copy goes back this long after it was sent; 0 never. */
  visibilityMs: number;
  /** Deliveries out to one consumer at a time; 0 no limit. */
  prefetch: number;
  /** Deliveries after which a copy that comes back is parked; 0 no limit. */
  deliveryLimit: number;
}

/** How a consumer's machine works by itself. */
export interface ConsumerPolicy {
  role: 'consumer';
  ack: 'before' | 'after';
  work: 'charge' | 'check-charge-record' | 'check-record-charge' | 'commit';
  log: 'durable' | 'volatile';
  /** How long the log remembers an ID; 0 for ever. */
  logWindowMs: number;
  /** Whether the bank gets the order as an idempotency key. */
  idempotencyKey: boolean;
}

/** What a machine does by itself in a round on autopilot. */
export type Policy = ProducerPolicy | BrokerPolicy | ConsumerPolicy;
