import {
  isLaneEvent,
  type Delivery,
  type DeliveryId,
  type GameEvent,
  type Lane,
  type LaneEvent,
  type LaneId,
  type OrderId,
  type SessionState,
} from '@ack-attack/engine';

/** What a lane stopped from being done twice, and what it did although it had been lost (SCO-20). Plain JSON. */
export interface LaneRescues {
  /** Duplicates that the log, the broker or the bank stopped. */
  caught: number;
  /** Orders that were done after a loss on their way. */
  rescued: number;
  /** Orders without an effect that something of was lost. */
  atRisk: Readonly<Record<OrderId, true>>;
  /** Deliveries that were found to be duplicates and may be charged all the same. */
  stopped: Readonly<Record<DeliveryId, true>>;
}

/** By lane, of the round that is played or was played last. */
export type RoundSaves = Readonly<Record<LaneId, LaneRescues>>;

export const noSaves: RoundSaves = {};
const none: LaneRescues = { caught: 0, rescued: 0, atRisk: {}, stopped: {} };

/**
 * Folds one event into the saves of the round (SCO-20).
 *
 * @param stateBefore the session as it was before that event
 * @returns the same saves where the event changes nothing in them
 */
export function foldSaves(saves: RoundSaves, stateBefore: SessionState, event: GameEvent): RoundSaves {
  if (event.type === 'roundStarted') return noSaves;
  if (stateBefore.settings.autopilot || !isLaneEvent(event)) return saves;
  const lane = stateBefore.lanes.find(({ id }) => id === event.lane);
  if (!lane) return saves;
  const own = saves[lane.id] ?? none;
  const next = foldLane(own, lane, event);
  return next === own ? saves : { ...saves, [lane.id]: next };
}

function foldLane(saves: LaneRescues, lane: Lane, event: LaneEvent): LaneRescues {
  switch (event.type) {
    case 'packetDropped': {
      const load = lane.packets.find(({ id }) => id === event.packet)?.load;
      return load?.leg === 'publish' || load?.leg === 'deliver' ? risk(saves, lane, [load.order]) : saves;
    }
    case 'machineCrashed': {
      const inHand = lane.hands.filter(({ consumer }) => consumer === event.seat);
      const atBroker = lane.seats.find(({ id }) => id === event.seat)?.role === 'broker' ? lane.copies : [];
      return risk(
        saves,
        lane,
        [...inHand, ...atBroker].map(({ order }) => order),
      );
    }
    case 'copyDeduplicated': {
      const copy = lane.copies.find(({ id }) => id === event.copy);
      return copy && lane.storedIds.some(({ id }) => id === copy.message)
        ? { ...saves, caught: saves.caught + 1 }
        : saves;
    }
    case 'logChecked':
      return event.says === 'seen' ? stop(saves, lane, handOf(lane, event.delivery)) : saves;
    case 'cardCharged':
    case 'workCommitted': {
      const hand = handOf(lane, event.delivery);
      return event.effect === undefined ? stop(saves, lane, hand) : charged(saves, lane, hand);
    }
    default:
      return saves;
  }
}

function handOf(lane: Lane, delivery: DeliveryId): Delivery | undefined {
  return lane.hands.find(({ id }) => id === delivery);
}

function isDone(lane: Lane, order: OrderId): boolean {
  return lane.effects.some((effect) => effect.order === order);
}

function risk(saves: LaneRescues, lane: Lane, orders: readonly OrderId[]): LaneRescues {
  const fresh = orders.filter((order) => !saves.atRisk[order] && !isDone(lane, order));
  if (fresh.length === 0) return saves;
  return { ...saves, atRisk: { ...saves.atRisk, ...Object.fromEntries(fresh.map((order) => [order, true])) } };
}

/** Only what another delivery did makes this one a duplicate; that an ID is in the log alone is no charge. */
function stop(saves: LaneRescues, lane: Lane, hand: Delivery | undefined): LaneRescues {
  if (!hand || hand.charges > 0 || hand.committed || saves.stopped[hand.id] || !isDone(lane, hand.order)) return saves;
  return { ...saves, caught: saves.caught + 1, stopped: { ...saves.stopped, [hand.id]: true } };
}

function charged(saves: LaneRescues, lane: Lane, hand: Delivery | undefined): LaneRescues {
  if (!hand) return saves;
  const { [hand.id]: wasStopped, ...stopped } = saves.stopped;
  // A consumer that knew and still charged has saved nothing.
  if (wasStopped) return { ...saves, caught: saves.caught - 1, stopped };
  const { [hand.order]: wasAtRisk, ...atRisk } = saves.atRisk;
  if (!wasAtRisk) return saves;
  return { ...saves, rescued: saves.rescued + (isDone(lane, hand.order) ? 0 : 1), atRisk };
}
