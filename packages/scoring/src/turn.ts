import {
  emptySession,
  evolve,
  gameTime,
  isLaneEvent,
  type GameEvent,
  type Lane,
  type LaneId,
} from '@ack-attack/engine';
import { LaneHistory } from './lane-history.ts';
import type { LaneStep } from './lane-step.ts';

/** A lane's step with all that happened in the lane before. */
export interface Turn extends LaneStep {
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
