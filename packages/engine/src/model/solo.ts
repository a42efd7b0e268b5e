import type { PlayerId } from '../base/ids.ts';
import type { Role } from './lane.ts';
import type { FaultPlan } from './plan.ts';

/**
 * What a student who plays alone may do with the round, in place of a host. `away` and `back` are the phone's own:
 * its screen went dark, and is looked at again.
 */
export const soloSteps = ['start', 'pause', 'resume', 'away', 'back', 'end'] as const;
export type SoloStep = (typeof soloSteps)[number];
export interface SoloCommand {
  type: 'leadRound';
  step: SoloStep;
}

/** Holds for a session that one student plays in own time, with bots at every other seat of its one lane. */
export interface SoloTerms {
  /** The student's machine, in every round. */
  role: Role;
  rounds: number;
  /** The fault plan that runs from the start of every round. */
  plan?: FaultPlan;
  /** The homework that this is an attempt at: its session, and the attempt's number from 1. */
  homework?: { session: string; title: string; attempt: number };
}

/** Homework as a teacher sets it, in a session without rounds whose players are the students. */
export interface HomeworkTerms {
  title: string;
  /** Each student's choice where it is absent. */
  role?: Role;
  rounds: number;
  plan?: FaultPlan;
  /** How often each student may try. */
  attempts: number;
  /** Whether every attempt meets the same orders and faults, or only the attempts of one number. */
  sameOrders: boolean;
  /** Epoch ms from which on no attempt begins. */
  closesAt?: number;
}

/** An attempt at homework, by the session in which it is played. */
export interface Attempt {
  player: PlayerId;
  session: string;
}

export const homeworkLimits = { titleLength: 80, rounds: [1, 5], attempts: [1, 10] } as const;
