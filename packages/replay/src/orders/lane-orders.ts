import { isLaneEvent, type GameEvent, type LaneId, type OrderContent, type OrderId } from '@ack-attack/engine';
import { foldLedger, type OrderResult } from '@ack-attack/scoring';

/** An order of a lane with what it asks for. */
export interface LaneOrder extends OrderResult {
  content: OrderContent;
}

/**
 * What every order of a lane asked for and came to, by the log alone: a state on autopilot has closed orders no longer.
 *
 * @param round a round's events from its start to where it is judged, as if the power were cut after the last one
 * @returns in the order they were placed; nothing where the round has no such lane
 */
export function laneOrders(round: readonly GameEvent[], lane: LaneId): readonly LaneOrder[] {
  const own = round.filter((event) => !isLaneEvent(event) || event.lane === lane);
  const contents = new Map<OrderId, OrderContent>();
  for (const event of own) if (event.type === 'orderPlaced') contents.set(event.order, event.content);
  const books = foldLedger(own)[0]?.lanes.find((one) => one.lane === lane);
  return (books?.orders ?? []).flatMap((result) => {
    const content = contents.get(result.order);
    return content ? [{ ...result, content }] : [];
  });
}
