import type { Attack } from './attack.ts';
import { pipelinedPages } from './pipelined-pages.ts';

export const attacks = {
  'pipelined-pages': pipelinedPages,
} as const satisfies Record<string, Attack>;

export type AttackName = keyof typeof attacks;
export const attackNames = Object.keys(attacks) as readonly AttackName[];

export function isAttackName(name: string): name is AttackName {
  return Object.hasOwn(attacks, name);
}
