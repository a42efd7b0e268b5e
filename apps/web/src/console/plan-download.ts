import type { FaultPlan } from '@ack-attack/engine';
import { formatFaultPlan } from '@ack-attack/protocol/plan-file';

/** Hands a plan to the browser as a file of its name. */
export function downloadPlan(plan: FaultPlan): void {
  const address = URL.createObjectURL(new Blob([formatFaultPlan(plan)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${fileName(plan.name)}.json`;
  link.click();
  URL.revokeObjectURL(address);
}

function fileName(name: string): string {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return plain.replace(/^-|-$/g, '') || 'plan';
}
