import { emptySession, evolve, type GameEvent, type SessionState } from '@ack-attack/engine';
import {
  emptyScoreboard,
  foldSaves,
  foldScoreboard,
  foldSeries,
  noSaves,
  noSeries,
  type RoundSaves,
  type RoundSeries,
  type Scoreboard,
} from '@ack-attack/scoring';

/** Everything that a room derives from its log. */
export interface SessionFold {
  state: SessionState;
  scoreboard: Scoreboard;
  series: RoundSeries;
  saves: RoundSaves;
}

export const emptyFold: SessionFold = {
  state: emptySession,
  scoreboard: emptyScoreboard,
  series: noSeries,
  saves: noSaves,
};

export function foldEvents(fold: SessionFold, events: readonly GameEvent[]): SessionFold {
  let { state, scoreboard, series, saves } = fold;
  for (const event of events) {
    series = foldSeries(series, state, event);
    saves = foldSaves(saves, state, event);
    state = evolve(state, event);
    scoreboard = foldScoreboard(scoreboard, state, event);
  }
  return { state, scoreboard, series, saves };
}
