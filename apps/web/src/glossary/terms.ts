/** The lesson's terms, in the order in which a class meets them. */
export const terms = {
  way: [
    'order',
    'message',
    'producer',
    'broker',
    'consumer',
    'publish',
    'confirm',
    'copy',
    'deliver',
    'tag',
    'ack',
    'effect',
  ],
  trouble: ['lost', 'duplicate', 'two-generals', 'dual-write', 'poison', 'retry-storm'],
  remedy: [
    'retry',
    'nack',
    'redelivery',
    'visibility',
    'idempotent',
    'key',
    'dedup-log',
    'window',
    'outbox',
    'inbox',
    'prefetch',
    'limit',
    'dead-letter',
  ],
} as const;

export const chapters = Object.keys(terms) as readonly (keyof typeof terms)[];
