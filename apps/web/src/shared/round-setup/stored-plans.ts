import type { FaultPlan } from '@ack-attack/engine';
import type { parseFaultPlan } from '@ack-attack/protocol/plan-file';
import { storeList, storedList } from '../base/stored-list.ts';
import { randomHex } from '../base/random-hex.ts';

const key = 'ack-attack/console/plans';

/** Plans that the teacher made or imported in this browser. */
export function storedPlans(parse: typeof parseFaultPlan): readonly FaultPlan[] {
  return storedList(key, (entry) => {
    const parsed = parse(JSON.stringify(entry));
    return parsed.outcome === 'parsed' ? parsed.plan : undefined;
  });
}

/** Keeps these plans and no others. */
export function keepPlans(plans: readonly FaultPlan[]): void {
  storeList(key, plans);
}

/** An ID for a plan of the teacher's own, which no ready-made one has. */
export function ownPlanId(): string {
  return `own-${randomHex(8)}`;
}
