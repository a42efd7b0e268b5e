import type { Language } from '../base/languages.ts';

/** typed: players choose their names. generated: the game does. */
export const namings = ['typed', 'generated'] as const;
export type Naming = (typeof namings)[number];

/** The seating of the next round: roles rotate, all stay, or the host assigns them. */
export const seatings = ['rotate', 'automatic', 'by-hand'] as const;
export type Seating = (typeof seatings)[number];

/** The factor by which a player with extra time gets longer for all that waits for that player. */
export const extraTimeFactors = [1, 1.25, 1.5, 2] as const;
export type ExtraTimeFactor = (typeof extraTimeFactors)[number];

/** The rules of a whole session, across its rounds. */
export interface RoomRules {
  naming: Naming;
  /** The class's language, in which names are generated. */
  language: Language;
  seating: Seating;
}

export const defaultRules: RoomRules = { naming: 'typed', language: 'en', seating: 'rotate' };
