import type { FaultPlan } from '@ack-attack/engine';
import { latecomers } from './plans/delays.ts';
import { losses } from './plans/losses.ts';
import { machines } from './plans/machines.ts';
import type { PlanScript } from './plans/script.ts';

export type { PlanScript } from './plans/script.ts';

/** Every plan that comes with the game, from the first level's on. */
export const planScripts: readonly PlanScript[] = [...losses, ...latecomers, ...machines];

/** Catalogue keys of a plan's words. */
export function planKeys({ id }: PlanScript): { name: string; teaches: string } {
  return { name: `plans.${id}.name`, teaches: `plans.${id}.teaches` };
}

/**
 * A plan as it is run, with its words in the log.
 *
 * @param text what a catalogue of the teacher's language says under a key
 */
export function faultPlan(script: PlanScript, text: (key: string) => string): FaultPlan {
  const keys = planKeys(script);
  return { ...script, name: text(keys.name), teaches: text(keys.teaches) };
}
