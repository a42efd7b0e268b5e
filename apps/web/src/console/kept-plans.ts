import type { FaultPlan } from '@ack-attack/engine';
import type { parseFaultPlan } from '@ack-attack/protocol/plan-file';
import { keepList, keptList } from './kept-list.ts';

const key = 'ack-attack/console/plans';

/** Plans that the teacher made or imported in this browser. */
export function keptPlans(parse: typeof parseFaultPlan): readonly FaultPlan[] {
  return keptList(key, (text) => {
    const parsed = parse(text);
    return parsed.outcome === 'parsed' ? parsed.plan : undefined;
  });
}

/** Keeps these plans and no others. */
export function keepPlans(plans: readonly FaultPlan[]): void {
  keepList(key, plans);
}

/** An ID for a plan of the teacher's own, which no ready-made one has. */
export function ownPlanId(): string {
  // Not randomUUID: a classroom's server is seldom a secure origin.
  return `own-${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
