import type { Contract, FaultSpec, FaultPlan, FaultSpan, Leg, Level, PlanDeed, PlanStep } from '@ack-attack/engine';

/** A fault plan whose words are in the catalogues. */
export interface PlanScript extends Pick<FaultPlan, 'id' | 'steps'> {
  contract: Contract;
  /** The lowest level that offers its faults. */
  level: Level;
}

/** A step in every lane; `at` counts in seconds from the start of the plan. */
function step(at: number, deed: PlanDeed): PlanStep {
  return { atMs: at * 1_000, lane: 'all', deed };
}

function fault(at: number, what: FaultSpec, span: FaultSpan): PlanStep {
  return step(at, { type: 'injectFault', what, span });
}

/** A share of a leg's packets is lost for some seconds. */
export const drops = (at: number, leg: Leg, rate: number, seconds: number) =>
  fault(at, { kind: 'drop', leg }, { rate, forMs: seconds * 1_000 });

/** The next packets of a leg are lost. */
export const dropsNext = (at: number, leg: Leg, next: number) => fault(at, { kind: 'drop', leg }, { next });

export const doubles = (at: number, leg: Leg, rate: number, seconds: number) =>
  fault(at, { kind: 'duplicate', leg }, { rate, forMs: seconds * 1_000 });

/** A share of a leg's packets comes `by` seconds later. */
export const delays = (at: number, leg: Leg, by: number, rate: number, seconds: number) =>
  fault(at, { kind: 'delay', leg, delayMs: by * 1_000 }, { rate, forMs: seconds * 1_000 });

export const cuts = (at: number, link: 'producer-broker' | 'broker-consumer', seconds: number) =>
  fault(at, { kind: 'partition', link }, { forMs: seconds * 1_000 });

export const crashes = (at: number, role: 'broker' | 'consumer', seconds: number) =>
  fault(at, { kind: 'crash', role }, { forMs: seconds * 1_000 });

export const heals = (at: number) => step(at, { type: 'healFaults' });
export const forgets = (at: number) => step(at, { type: 'forgetIds' });
export const poisons = (at: number) => step(at, { type: 'placeOrder', poison: true });
/** Ana's $50. */
export const fiftyDollars = (at: number) => step(at, { type: 'placeOrder', content: { customer: 0, value: 50 } });
