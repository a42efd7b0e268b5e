import type { Contract, FaultSpec, Level, RoundSettings } from '@ack-attack/engine';
import type { WordingKey } from '../../tests/journeys/wording.ts';

/** What happens in a round beside the play. `at` is the part of the round that is over by then. */
export type Entry = { at: number } &
  /** By a command; `lane` counts from 0, and from the end where it is negative: the phones join last. */
  (
    | { do: 'inject'; lane: number | 'all'; what: FaultSpec; span: Span }
    /** By the button of that name on the console. */
    | { do: 'tapFault'; button: WordingKey }
    | { do: 'pause' }
    /** One phone reloads its page. */
    | { do: 'reload'; phone: number }
    /** One phone is gone until a bot has covered its seat, and comes back. */
    | { do: 'leave'; phone: number }
    | { do: 'photograph'; as: string }
  );

/** How long a fault lasts; `part` is a part of the round. */
export type Span = { next: number } | { part: number; rate?: number };

export interface PlannedRound {
  contract: Contract;
  level: Level;
  timetable: readonly Entry[];
}

export const plan: readonly PlannedRound[] = [
  {
    contract: 'at-most-once',
    level: 'junior',
    timetable: [
      { at: 0.12, do: 'inject', lane: 'all', what: { kind: 'drop', leg: 'publish' }, span: { part: 0.3, rate: 0.3 } },
      { at: 0.2, do: 'photograph', as: 'playing' },
      { at: 0.35, do: 'inject', lane: 0, what: { kind: 'delay', leg: 'deliver', delayMs: 4_000 }, span: { part: 0.2 } },
      { at: 0.5, do: 'tapFault', button: 'console.preset.drop-deliver' },
      { at: 0.55, do: 'photograph', as: 'fault' },
      { at: 0.65, do: 'pause' },
    ],
  },
  {
    contract: 'at-least-once',
    level: 'junior',
    timetable: [
      { at: 0.03, do: 'leave', phone: 1 },
      { at: 0.15, do: 'tapFault', button: 'console.preset.lose-confirms' },
      { at: 0.3, do: 'photograph', as: 'playing' },
      { at: 0.5, do: 'inject', lane: 1, what: { kind: 'drop', leg: 'ack' }, span: { next: 3 } },
    ],
  },
  {
    contract: 'exactly-once',
    level: 'middle',
    timetable: [
      {
        at: 0.1,
        do: 'inject',
        lane: 'all',
        what: { kind: 'duplicate', leg: 'deliver' },
        span: { part: 0.3, rate: 0.5 },
      },
      // Redelivered, and charged again where nobody looks into the log.
      { at: 0.12, do: 'inject', lane: 1, what: { kind: 'drop', leg: 'ack' }, span: { part: 0.3 } },
      { at: 0.2, do: 'reload', phone: 0 },
      { at: 0.3, do: 'inject', lane: -1, what: { kind: 'crash', role: 'broker' }, span: { part: 0.12 } },
      { at: 0.35, do: 'photograph', as: 'fault' },
      {
        at: 0.5,
        do: 'inject',
        lane: 1,
        what: { kind: 'partition', link: 'producer-broker' },
        span: { part: 0.12 },
      },
      { at: 0.55, do: 'pause' },
      { at: 0.65, do: 'tapFault', button: 'console.preset.crash-consumer' },
    ],
  },
];

/** The rounds that a short run plays: together they have every kind of entry. */
export const shortPlan: readonly PlannedRound[] = plan.slice(1);

type Pace = Pick<RoundSettings, 'roundMs' | 'predictMs'> & Partial<RoundSettings>;

/** Quicker packets and orders make up for a short round. */
export const shortPace: Pace = {
  roundMs: 20_000,
  predictMs: 60_000,
  orderEveryMs: 2_500,
  travelMs: [300, 600],
  overdueMs: 2_500,
};
export const fullPace: Pace = { roundMs: 60_000, predictMs: 60_000 };

/** Of the phones that play in a browser. */
export const phoneNames = ['Amira', 'Björn', 'Chloé', 'Dmitri', 'Esra', 'Finn'];

/**
 * These of the class, who are a lane, follow one contract's textbook whatever the round's is: by the first name
 * and the last.
 */
export const stubborn: { from: string; to: string; contract: Contract } = {
  from: 'Farid',
  to: 'Jonas',
  contract: 'at-least-once',
};

/** Of the class that plays over the wire. */
export const classNames = [
  ...['Aisha', 'Bruno', 'Carmen', 'Deniz', 'Elif', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Katya', 'Leo'],
  ...['Mei', 'Noah', 'Olga', 'Pavel', 'Quentin', 'Rosa', 'Sami', 'Tara', 'Umar', 'Vera', 'Wanja', 'Xenia'],
  ...['Yusuf', 'Zoe', 'Alma', 'Boris', 'Clara', 'Diego', 'Emma', 'Felix', 'Gita', 'Hana', 'Ivan', 'Julia'],
];
