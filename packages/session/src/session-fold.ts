import { emptySession, evolve, type GameEvent, type SessionState } from '@ack-attack/engine';
import {
  emptyScoreboard,
  foldScoreboard,
  foldSeries,
  noSeries,
  type RoundSeries,
  type Scoreboard,
} from '@ack-attack/scoring';

/** Everything that a room derives from its log. */
export interface SessionFold {
  state: SessionState;
  scoreboard: Scoreboard;
  series: RoundSeries;
}

export const emptyFold: SessionFold = { state: emptySession, scoreboard: emptyScoreboard, series: noSeries };

export function foldEvents(fold: SessionFold, events: readonly GameEvent[]): SessionFold {
  let { state, scoreboard, series } = fold;
  for (const event of events) {
    series = foldSeries(series, state, event);
    state = evolve(state, event);
    scoreboard = foldScoreboard(scoreboard, state, event);
  }
  return { state, scoreboard, series };
}
