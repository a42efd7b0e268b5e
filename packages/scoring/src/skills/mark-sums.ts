import type { LaneId, OrderId, PlayerId } from '@ack-attack/engine';
import { markRules, type CraftMark, type MarkRule } from './marks-table.ts';

/** How often one rule's mark was given to a player, with one place in the log where it shows. Plain JSON. */
export interface MarkSum extends Pick<CraftMark, 'rule' | 'about' | 'shows'> {
  count: number;
  /** The newest one of them. */
  lane: LaneId;
  order: OrderId;
  version: number;
}

const order = Object.keys(markRules) as readonly MarkRule[];

/** The marks of each player with any, rule by rule in the table's order. */
export function sumUpMarks(marks: readonly CraftMark[]): Readonly<Record<PlayerId, readonly MarkSum[]>> {
  const sums: Record<PlayerId, MarkSum[]> = {};
  for (const { player, rule, about, shows, lane, order: of, version } of marks) {
    const own = (sums[player] ??= []);
    const known = own.find((sum) => sum.rule === rule);
    if (!known) own.push({ rule, about, shows, count: 1, lane, order: of, version });
    else Object.assign(known, { count: known.count + 1, lane, order: of, version });
  }
  for (const own of Object.values<MarkSum[]>(sums)) own.sort((a, b) => order.indexOf(a.rule) - order.indexOf(b.rule));
  return sums;
}
