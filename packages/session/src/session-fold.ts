import { emptySession, evolve, type GameEvent, type SessionState } from '@ack-attack/engine';
import { emptyScoreboard, foldScoreboard, type Scoreboard } from '@ack-attack/scoring';

/** Everything that a room derives from its log. */
export interface SessionFold {
  state: SessionState;
  scoreboard: Scoreboard;
}

export const emptyFold: SessionFold = { state: emptySession, scoreboard: emptyScoreboard };

export function foldEvents(fold: SessionFold, events: readonly GameEvent[]): SessionFold {
  let { state, scoreboard } = fold;
  for (const event of events) {
    state = evolve(state, event);
    scoreboard = foldScoreboard(scoreboard, state, event);
  }
  return { state, scoreboard };
}
