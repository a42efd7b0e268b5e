import {
  emptySession,
  evolve,
  gameTime,
  isLaneEvent,
  type GameEvent,
  type Lane,
  type LaneId,
  type SessionState,
} from '@ack-attack/engine';
import { LaneHistory } from './lane-history.ts';
import type { LaneStep } from './lane-step.ts';

/** A lane's step with all that happened in the lane before. */
export interface Turn extends LaneStep {
  history: LaneHistory;
}

/**
 * Folds a session's log event by event and hands over every turn of every lane, before the lane's history takes note
 * of it. Between bell and next round there are none.
 */
export class TurnFold {
  readonly #visit: (turn: Turn) => void;
  #state: SessionState = emptySession;
  #histories = new Map<LaneId, LaneHistory>();

  constructor(visit: (turn: Turn) => void) {
    this.#visit = visit;
  }

  /** After the events taken so far. */
  get state(): SessionState {
    return this.#state;
  }

  /** @param event the next one of the log */
  take(event: GameEvent): void {
    const before = this.#state;
    const after = evolve(before, event);
    if (isLaneEvent(event)) {
      const lane = before.lanes.find(({ id }) => id === event.lane);
      if (lane) this.#turn(event, lane, before, after);
    } else if (event.type === 'bellRang') {
      for (const lane of before.lanes) this.#turn({ type: 'bellRang' }, lane, before, after);
      this.#histories = new Map();
    } else if (event.type === 'roundStarted') {
      this.#histories = new Map(event.lanes.map((lane) => [lane.id, new LaneHistory()]));
    }
    this.#state = after;
  }

  #turn(event: Turn['event'], lane: Lane, state: SessionState, { version, at }: SessionState): void {
    const history = this.#histories.get(lane.id);
    if (!history) return;
    const { round, settings } = state;
    const turn: Turn = { event, version, at, game: gameTime(state, at), round, settings, before: lane, history };
    this.#visit(turn);
    history.enter(turn);
  }
}

/**
 * Hands over every turn of every lane, oldest first.
 *
 * @param events a session's log from its beginning
 */
export function forEachTurn(events: Iterable<GameEvent>, visit: (turn: Turn) => void): void {
  const fold = new TurnFold(visit);
  for (const event of events) fold.take(event);
}
