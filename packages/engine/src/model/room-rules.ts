import type { Language } from '../base/languages.ts';

/** typed: players choose their names. generated: the game does. */
export const namings = ['typed', 'generated'] as const;
export type Naming = (typeof namings)[number];

/** Who sits where in the next round: everybody has another role, everybody stays, or as the host says. */
export const seatings = ['rotate', 'automatic', 'by-hand'] as const;
export type Seating = (typeof seatings)[number];

/** How much longer a player who needs more time gets for everything that waits for that player. */
export const extraTimeFactors = [1, 1.25, 1.5, 2] as const;
export type ExtraTimeFactor = (typeof extraTimeFactors)[number];

/** What holds for a whole session, whatever its rounds are. */
export interface RoomRules {
  naming: Naming;
  /** The class's language, in which names are generated. */
  language: Language;
  seating: Seating;
}

export const defaultRules: RoomRules = { naming: 'typed', language: 'en', seating: 'rotate' };
