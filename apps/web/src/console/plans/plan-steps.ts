import {
  faultNames,
  lastOf,
  legs,
  type FaultName,
  type FaultPlan,
  type PlanDeed,
  type PlanStep,
} from '@ack-attack/engine';
import { faultOf, firstFault, fitting, spanOf, type FaultChoice } from '../faults/fault-choice.ts';
import type { LevelPlan } from '@ack-attack/lesson';

/** What a step can do, as the editor names it: a kind of fault, or one of the host's other deeds. */
export type DeedName = FaultName | 'heal' | 'order' | 'poison' | 'forget';
export const deedNames: readonly DeedName[] = [...faultNames, 'heal', 'order', 'poison', 'forget'];

/** All kinds of faults, at any level of the round that a plan is made for. */
const anyFault: Pick<LevelPlan, 'faults' | 'legs'> = { faults: faultNames, legs };

export function deedName(deed: PlanDeed): DeedName {
  switch (deed.type) {
    case 'injectFault':
      return deed.what.kind;
    case 'healFaults':
      return 'heal';
    case 'placeOrder':
      return deed.poison ? 'poison' : 'order';
    case 'forgetIds':
      return 'forget';
  }
}

/** A fault of a plan as the choices that make it. */
export function choiceOfDeed(deed: PlanDeed): FaultChoice {
  if (deed.type !== 'injectFault') return firstFault;
  const { what, span } = deed;
  return {
    ...firstFault,
    kind: what.kind,
    ...('leg' in what ? { leg: what.leg } : {}),
    ...('link' in what ? { link: what.link } : {}),
    ...('role' in what ? { role: what.role } : {}),
    ...('delayMs' in what ? { delaySeconds: what.delayMs / 1000 } : {}),
    ...('next' in span ? { mode: 'next', next: span.next } : { mode: 'time', seconds: span.forMs / 1000 }),
    ...('rate' in span ? { mode: 'rate', percent: Math.round(span.rate * 100) } : {}),
  };
}

/** A deed of that name; of a fault, the one that the choices make. */
export function deedOf(name: DeedName, choice: FaultChoice): PlanDeed {
  switch (name) {
    case 'heal':
      return { type: 'healFaults' };
    case 'order':
      return { type: 'placeOrder' };
    case 'poison':
      return { type: 'placeOrder', poison: true };
    case 'forget':
      return { type: 'forgetIds' };
    default: {
      const fault = fitting({ ...choice, kind: name }, anyFault);
      return { type: 'injectFault', what: faultOf(fault), span: spanOf(fault) };
    }
  }
}

/** A plan with one more step, some seconds after its last. */
export function withNewStep(plan: FaultPlan): FaultPlan {
  const last = lastOf(plan.steps);
  const step: PlanStep = { atMs: last ? last.atMs + 15_000 : 5_000, lane: 'all', deed: deedOf('drop', firstFault) };
  return { ...plan, steps: [...plan.steps, step] };
}

/** A plan as it is kept: its steps in order of time, those of one moment as they stood. */
export function inTimeOrder(plan: FaultPlan): FaultPlan {
  return { ...plan, steps: [...plan.steps].sort((a, b) => a.atMs - b.atMs) };
}
