import {
  emptySession,
  evolve,
  isLaneEvent,
  type EffectId,
  type Fault,
  type GameEvent,
  type LaneId,
  type OrderId,
  type PlayerId,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import { foldLedger, type RoundBooks } from '@ack-attack/scoring';
import { LossWatch } from './loss-watch.ts';

/** A moment worth a stop on the scrubber. */
export type Mark = {
  /** Session ms. */
  at: number;
  /** The version at which it has just happened. */
  version: number;
  /** 0 before the first round. */
  round: number;
} & MarkedFact;

type MarkedFact =
  /** A fault that strikes packets; a crash has its own mark. */
  | { kind: 'fault'; lane: LaneId; fault: Fault }
  | { kind: 'crash'; lane: LaneId; seat: SeatId }
  /** An effect beyond its order's first. */
  | { kind: 'duplicate'; lane: LaneId; order: OrderId; effect: EffectId }
  /**
   * An order that the bell found lost, where the last thing went that could have brought it back; silent where its
   * producer had received a confirm.
   */
  | { kind: 'loss'; lane: LaneId; order: OrderId; silent: boolean }
  /** A real connection went: no fault of the game. A player without a seat has no lane. */
  | { kind: 'disconnection'; who: PlayerId | 'host'; lane?: LaneId; seat?: SeatId }
  | { kind: 'bell' };

/** The marks of a whole log, oldest first. */
export function marks(events: readonly GameEvent[]): readonly Mark[] {
  const found: Mark[] = [];
  const books = foldLedger(events);
  let before = emptySession;
  let watch = new LossWatch();
  for (const event of events) {
    const after = evolve(before, event);
    const { at, version, round } = after;
    if (event.type === 'roundStarted') watch = new LossWatch();
    else if (isLaneEvent(event)) watch.look(event, before, after);
    for (const fact of factsOf(event, before, after, books)) {
      const gone = fact.kind === 'loss' ? watch.lostAt(fact.lane, fact.order) : undefined;
      found.push({ at, version, round, ...gone, ...fact });
    }
    before = after;
  }
  return found.sort((a, b) => a.version - b.version);
}

function factsOf(
  event: GameEvent,
  before: SessionState,
  after: SessionState,
  books: readonly RoundBooks[],
): readonly MarkedFact[] {
  switch (event.type) {
    case 'faultInjected':
      return event.fault.what.kind === 'crash' ? [] : [{ kind: 'fault', lane: event.lane, fault: event.fault }];
    case 'machineCrashed':
      return [{ kind: 'crash', lane: event.lane, seat: event.seat }];
    case 'cardCharged':
    case 'workCommitted':
      return event.effect === undefined ? [] : secondEffect(after, event.lane, event.effect);
    case 'playerDisconnected': {
      const player = before.players.find(({ id }) => id === event.player);
      const { lane, seat } = player ?? {};
      return [
        {
          kind: 'disconnection',
          who: event.player,
          ...(lane === undefined ? {} : { lane }),
          ...(seat === undefined ? {} : { seat }),
        },
      ];
    }
    case 'hostDisconnected':
      return [{ kind: 'disconnection', who: 'host' }];
    case 'bellRang':
      return [{ kind: 'bell' }, ...losses(books.find(({ round }) => round === after.round))];
    default:
      return [];
  }
}

function secondEffect(state: SessionState, laneId: LaneId, id: EffectId): readonly MarkedFact[] {
  const effects = state.lanes.find((lane) => lane.id === laneId)?.effects ?? [];
  const effect = effects.find((entry) => entry.id === id);
  if (!effect) return [];
  const first = effects.find((entry) => entry.order === effect.order);
  return first === effect ? [] : [{ kind: 'duplicate', lane: laneId, order: effect.order, effect: id }];
}

/** A state on autopilot has no closed orders any more; the books have every one. */
function losses(books: RoundBooks | undefined): readonly MarkedFact[] {
  return (books?.lanes ?? []).flatMap(({ lane, orders }) =>
    orders.flatMap(({ order, outcome }): MarkedFact[] =>
      outcome === 'lost' || outcome === 'lost-silently'
        ? [{ kind: 'loss', lane, order, silent: outcome === 'lost-silently' }]
        : [],
    ),
  );
}
