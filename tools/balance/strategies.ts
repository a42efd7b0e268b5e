import type { Action, Policy, Seat } from '@ack-attack/engine';
import type { Cell } from './cells.ts';

/** How a lane plays that wants to win without serving, or is not told how to. */
const strategyNames = [
  'idle',
  'gives everything up',
  'one seat idle',
  'resends without end',
  'never acks',
  'never confirms',
  'never stores',
] as const;
export type StrategyName = (typeof strategyNames)[number];

interface Strategy {
  /** What the contract's textbook says to a machine, bent. */
  policy?: (textbook: Policy) => Policy;
  /** What a machine does in place of what its policy says; undefined: nothing. */
  act?: (seat: Seat, action: Action, seed: number) => Action | undefined;
}

export const strategies: Readonly<Record<StrategyName, Strategy>> = {
  idle: { act: () => undefined },
  'gives everything up': {
    act: (_, action) => (action.do === 'publish' ? { do: 'giveUp', order: action.order } : action),
  },
  // The first of each role in turn: of two producers one still sends.
  'one seat idle': {
    act: ({ id }, action, seed) => (id.endsWith(['.P1', '.B1', '.C1'][seed % 3] ?? '') ? undefined : action),
  },
  'resends without end': {
    policy: (policy) =>
      policy.role === 'producer'
        ? {
            ...policy,
            waitForConfirm: true,
            retries: Infinity,
            retryAfterMs: 1,
            backoff: 1,
            jitter: 0,
            retryId: 'fresh',
          }
        : policy,
  },
  'never acks': {
    act: (_, action) => (action.do === 'ack' ? { do: 'dismiss', delivery: action.delivery } : action),
  },
  'never confirms': { policy: (policy) => (policy.role === 'broker' ? { ...policy, confirm: 'never' } : policy) },
  'never stores': {
    policy: (policy) => (policy.role === 'broker' ? { ...policy, store: false, confirm: 'before-store' } : policy),
    // Where the broker keeps a log, nobody reads what is not in it.
    act: (_, action) => (action.do === 'store' ? undefined : action),
  },
};

/**
 * Those that have to lose in a kind of round. At-most-once promises nothing: its own textbook never stores, never
 * confirms and waits for no ack.
 */
export function strategiesAgainst({ contract }: Cell): readonly StrategyName[] {
  if (contract !== 'at-most-once') return strategyNames;
  return strategyNames.filter((name) => !silences.includes(name));
}

/** What breaks no contract by itself, and leaves somebody without an answer. */
export const silences: readonly StrategyName[] = ['never acks', 'never confirms', 'never stores'];
