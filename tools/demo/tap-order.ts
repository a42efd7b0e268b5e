import type { Action, Contract } from '@ack-attack/engine';

type Step = Action['do'];

/** Which of a card's steps a student taps who has read the contract's textbook once: the first that is offered. */
export interface TapOrder {
  fresh: readonly Step[];
  /** Where an answer is overdue. */
  late: readonly Step[];
  /** Where the log knows the ID. */
  seen: readonly Step[];
}

export const tapOrder: Record<Contract, TapOrder> = {
  'at-most-once': {
    fresh: ['publish', 'deliver', 'ack', 'charge', 'confirm'],
    late: ['giveUp', 'discard'],
    seen: ['ack'],
  },
  'at-least-once': {
    fresh: ['publish', 'store', 'confirm', 'deliver', 'charge', 'ack'],
    late: ['publish', 'requeue'],
    seen: ['ack'],
  },
  'exactly-once': {
    fresh: ['publish', 'store', 'confirm', 'deliver', 'commit', 'check', 'charge', 'record', 'ack'],
    late: ['publish', 'requeue'],
    seen: ['ack'],
  },
};
