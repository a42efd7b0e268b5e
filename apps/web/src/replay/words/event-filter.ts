import type { LaneId, Leg, OrderId, PlayerId, Role } from '@ack-attack/engine';
import type { OrderOutcome, RoundResult } from '@ack-attack/scoring';
import type { RoundLine } from './round-lines.ts';

/** Which events a reader wants to see; what is absent lets all through. */
export interface EventFilter {
  student?: PlayerId | undefined;
  role?: Role | undefined;
  leg?: Leg | undefined;
  outcome?: OrderOutcome | undefined;
}

export function isFiltering({ student, role, leg, outcome }: EventFilter): boolean {
  return (student ?? role ?? leg ?? outcome) !== undefined;
}

/** Whether an event is among those asked for. An event that is about no order has no outcome. */
export function passes(
  line: RoundLine,
  { student, role, leg, outcome }: EventFilter,
  outcomeOf: (lane: LaneId, order: OrderId) => OrderOutcome | undefined,
): boolean {
  const { who, to, about, packet, lane, order } = line;
  if (student !== undefined && ![who?.player, to?.player, about].includes(student)) return false;
  if (role !== undefined && who?.role !== role && to?.role !== role) return false;
  if (leg !== undefined && packet?.load.leg !== leg) return false;
  if (outcome === undefined) return true;
  return lane !== undefined && order !== undefined && outcomeOf(lane, order) === outcome;
}

/** What became of each order of a round. */
export function outcomeLookup(result: RoundResult | undefined) {
  const outcomes = new Map(
    result?.lanes.flatMap(({ lane, orders }) => orders.map((one) => [`${lane} ${one.order}`, one.outcome] as const)),
  );
  return (lane: LaneId, order: OrderId): OrderOutcome | undefined => outcomes.get(`${lane} ${order}`);
}
