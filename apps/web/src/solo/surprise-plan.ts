import { levels, type Contract, type FaultPlan, type Level } from '@ack-attack/engine';
import { faultPlan, planScripts } from '@ack-attack/lesson';
import type { TextKey } from '../shared/i18n/keys.ts';
import { t } from './text.ts';

/**
 * A fault plan that fits the round, drawn again each time.
 *
 * @param random 0 ≤ x < 1
 */
export function surprisePlan(contract: Contract, level: Level, random: number): FaultPlan | undefined {
  const altitude = levels.indexOf(level);
  const fitting = planScripts.filter((script) => levels.indexOf(script.level) <= altitude);
  const own = fitting.filter((script) => script.contract === contract);
  const choice = own.length > 0 ? own : fitting;
  const script = choice[Math.floor(random * choice.length)];
  return script && faultPlan(script, (key) => t(key as TextKey<'plans'>));
}
