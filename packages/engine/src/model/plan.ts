import type { Contract, Level } from './settings.ts';
import type { FaultSpec, FaultSpan } from './fault.ts';
import type { OrderContent } from './lane.ts';

/** What a step of a fault plan does. */
export type PlanDeed =
  | { type: 'injectFault'; what: FaultSpec; span: FaultSpan }
  | { type: 'healFaults' }
  | { type: 'placeOrder'; content?: OrderContent; poison?: true }
  /** Every message ID leaves every dedup log. */
  | { type: 'forgetIds' };

export interface PlanStep {
  /** Game ms after the plan's start. */
  atMs: number;
  /** Every lane, or the one with this number, from 1; a lane that is not there is passed over. */
  lane: 'all' | number;
  deed: PlanDeed;
}

/** Faults on a timetable, with what they are to teach. */
export interface FaultPlan {
  id: string;
  name: string;
  teaches: string;
  /** What it was made for; it can be run in any round. */
  contract?: Contract;
  level?: Level;
  /** In order of time. */
  steps: readonly PlanStep[];
}
