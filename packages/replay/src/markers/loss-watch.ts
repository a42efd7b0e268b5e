import type { Lane, LaneEvent, LaneId, Order, OrderId, SessionState } from '@ack-attack/engine';
import { isLostLive } from '@ack-attack/scoring';

/** Where an order was given up for lost: session ms, and the version at which that has just happened. */
interface Loss {
  at: number;
  version: number;
}

/** Events after which there may be one thing less that can still make an effect of an order. */
const takesAway: ReadonlySet<LaneEvent['type']> = new Set([
  'packetArrived',
  'packetDropped',
  'copyDiscarded',
  'copyDeduplicated',
  'deliveryDismissed',
  'orderGivenUp',
  'machineCrashed',
]);

/** Watches the orders of one round for the moment when nothing in their lane can bring them back. */
export class LossWatch {
  readonly #losses = new Map<string, Loss>();

  /** Takes note of what an event of a lane took away. */
  look(event: LaneEvent, before: SessionState, after: SessionState): void {
    if (event.type === 'packetSent') {
      // Sent once more after all, it can still be done.
      this.#losses.delete(keyOf(event.lane, event.packet.load.order));
      return;
    }
    if (!takesAway.has(event.type)) return;
    const index = before.lanes.findIndex(({ id }) => id === event.lane);
    const [old, lane] = [before.lanes[index], after.lanes[index]];
    if (!old || !lane) return;
    const { at, version } = after;
    for (const order of ordersTouched(event, old)) {
      const key = keyOf(lane.id, order);
      if (!this.#losses.has(key) && isLost(order, old, lane)) this.#losses.set(key, { at, version });
    }
  }

  /** Undefined where something was left until the bell. */
  lostAt(lane: LaneId, order: OrderId): Loss | undefined {
    return this.#losses.get(keyOf(lane, order));
  }
}

function keyOf(lane: LaneId, order: OrderId): string {
  return `${lane} ${order}`;
}

function ordersTouched(event: LaneEvent, before: Lane): readonly OrderId[] {
  switch (event.type) {
    case 'orderGivenUp':
      return [event.order];
    case 'packetArrived':
    case 'packetDropped':
      return before.packets.filter(({ id }) => id === event.packet).map(({ load }) => load.order);
    case 'copyDiscarded':
    case 'copyDeduplicated':
      return before.copies.filter(({ id }) => id === event.copy).map(({ order }) => order);
    case 'deliveryDismissed':
      return before.hands.filter(({ id }) => id === event.delivery).map(({ order }) => order);
    case 'machineCrashed':
      return before.orders.map(({ id }) => id);
    default:
      return [];
  }
}

function isLost(id: OrderId, before: Lane, after: Lane): boolean {
  const ofIt = (order: Order) => order.id === id;
  const order = after.orders.find(ofIt);
  if (order) return isLostLive(after, order);
  // What has closed can be done no more; whether it was done, the lane knew until then.
  return before.orders.some(ofIt) && !before.effects.some((effect) => effect.order === id);
}
