import { browserStorage } from '@ack-attack/client';
import type { FaultPlan } from '@ack-attack/engine';
import type { parseFaultPlan } from '@ack-attack/protocol/plan-file';

const key = 'ack-attack/console/plans';
const mostKept = 50;

/** Plans that the teacher made or imported in this browser, newest first; those that can no longer be read are left out. */
export function keptPlans(parse: typeof parseFaultPlan): readonly FaultPlan[] {
  try {
    const kept: unknown = JSON.parse(browserStorage().get(key) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((plan: unknown) => {
      const parsed = parse(JSON.stringify(plan));
      return parsed.outcome === 'parsed' ? [parsed.plan] : [];
    });
  } catch {
    return [];
  }
}

/** Keeps these plans and no others. */
export function keepPlans(plans: readonly FaultPlan[]): void {
  browserStorage().set(key, JSON.stringify(plans.slice(0, mostKept)));
}

/** An ID for a plan of the teacher's own, which no ready-made one has. */
export function ownPlanId(): string {
  // Not randomUUID: a classroom's server is seldom a secure origin.
  return `own-${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
