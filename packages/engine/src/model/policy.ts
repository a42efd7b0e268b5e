/** How a producer's machine sends on autopilot. Times are ms of game time. */
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

/** How a broker's machine stores, confirms and delivers on autopilot. */
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

/** How a consumer's machine works on autopilot. */
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

/** The policy of one machine in a round on autopilot. */
export type Policy = ProducerPolicy | BrokerPolicy | ConsumerPolicy;

/** The policies before a player tunes them: fast, and wrong in the usual places. */
export const naivePolicies: {
  readonly producer: ProducerPolicy;
  readonly broker: BrokerPolicy;
  readonly consumer: ConsumerPolicy;
} = {
  producer: {
    role: 'producer',
    waitForConfirm: true,
    retries: 3,
    retryAfterMs: 1_000,
    backoff: 1,
    jitter: 0,
    retryId: 'fresh',
  },
  broker: {
    role: 'broker',
    store: true,
    confirm: 'before-store',
    ackMode: 'auto',
    visibilityMs: 0,
    prefetch: 0,
    deliveryLimit: 0,
  },
  consumer: {
    role: 'consumer',
    ack: 'before',
    work: 'charge',
    log: 'volatile',
    logWindowMs: 0,
    idempotencyKey: false,
  },
};
