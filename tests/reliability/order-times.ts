import { emptySession, evolve, gameTime, type GameEvent, type LaneId } from '@ack-attack/engine';

/**
 * Looks whether each order of a log came at the very time that the one before it announced: a tick that was missed or
 * done twice shows there.
 *
 * @returns how many orders there are, and a sentence for each that came at another time
 */
export function orderTimes(events: readonly GameEvent[]): { orders: number; offTime: readonly string[] } {
  const due = new Map<LaneId, number>();
  const offTime: string[] = [];
  let orders = 0;
  let state = emptySession;
  for (const event of events) {
    state = evolve(state, event);
    if (event.type !== 'orderPlaced') continue;
    orders++;
    const [at, dueAt] = [gameTime(state, state.at), due.get(event.lane)];
    if (dueAt !== undefined && dueAt !== at) offTime.push(`${event.order} of ${event.lane} at ${at}, due at ${dueAt}`);
    if (event.nextOrderAt !== undefined) due.set(event.lane, event.nextOrderAt);
  }
  return { orders, offTime };
}
