import type { FaultPlan } from '@ack-attack/engine';
import { formatFaultPlan } from '@ack-attack/protocol/plan-file';
import { downloadText } from '../shared/download.ts';

/** Hands a plan to the browser as a file of its name. */
export function downloadPlan(plan: FaultPlan): void {
  downloadText(`${fileName(plan.name)}.json`, 'application/json', formatFaultPlan(plan));
}

function fileName(name: string): string {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return plain.replace(/^-|-$/g, '') || 'plan';
}
