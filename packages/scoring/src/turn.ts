import {
  emptySession,
  evolve,
  gameTime,
  isLaneEvent,
  type GameEvent,
  type Lane,
  type LaneEvent,
  type LaneId,
  type PlayerId,
  type RoundSettings,
} from '@ack-attack/engine';
import { LaneHistory } from './lane-history.ts';

/** A place in the log. */
export interface Point {
  /** The version of the log at which it has just happened. */
  version: number;
  /** Session ms. */
  at: number;
  game: number;
}

/** A place in the log with who acted there; without a player it was a bot, or nobody. */
export interface By extends Point {
  player?: PlayerId;
}

/** What happens to one lane of a round: an event of its own, or the bell, which is everyone's. */
export interface Turn extends Point {
  event: LaneEvent | { type: 'bellRang' };
  round: number;
  settings: RoundSettings;
  /** The lane before the event, which is what its machines knew when they acted. */
  before: Lane;
  /** All that happened in the lane before. */
  history: LaneHistory;
}

/**
 * Folds a session's log from its beginning and hands over every turn of every lane, oldest first, before the lane's
 * history takes note of it. Between bell and next round there are none.
 */
export function forEachTurn(events: Iterable<GameEvent>, visit: (turn: Turn) => void): void {
  let state = emptySession;
  let histories = new Map<LaneId, LaneHistory>();
  for (const event of events) {
    const { lanes, settings, round } = state;
    const after = evolve(state, event);
    const { version, at } = after;
    const turnOf = (lane: Lane | undefined, what: Turn['event']): void => {
      const history = lane && histories.get(lane.id);
      if (!history) return;
      const game = gameTime(state, at);
      const turn: Turn = { event: what, version, at, game, round, settings, before: lane, history };
      visit(turn);
      history.enter(turn);
    };
    if (isLaneEvent(event)) {
      turnOf(
        lanes.find((lane) => lane.id === event.lane),
        event,
      );
    } else if (event.type === 'bellRang') {
      for (const lane of lanes) turnOf(lane, { type: 'bellRang' });
      histories = new Map();
    } else if (event.type === 'roundStarted') {
      histories = new Map(event.lanes.map((lane) => [lane.id, new LaneHistory()]));
    }
    state = after;
  }
}
