import type { PlayerId } from '../base/ids.ts';
import { hasAnsweredAll, openQuiz } from '../model/quiz.ts';
import type { Player, SessionState } from '../model/state.ts';

/** The class waits as long as the player with the most extra time, without showing which one that is. */
function longestExtraTime(players: readonly Player[]): number {
  return Math.max(1, ...players.map(({ extraTime = 1 }) => extraTime));
}

/** When the truth is shown automatically after a bell at `rangAt`; both session ms. */
export function revealTime({ players, settings }: SessionState, rangAt: number): number {
  const seated = players.filter(({ seat }) => seat !== undefined);
  return rangAt + Math.round(settings.predictMs * longestExtraTime(seated));
}

/** When questions close by themselves that others have `answerMs` for; session ms. */
export function closingTime({ players }: SessionState, askedAt: number, answerMs: number): number {
  return askedAt + Math.round(answerMs * longestExtraTime(players));
}

/** A running deadline moves back for a player's extra time, and never forward: no player is cut short. */
export function extendRunningTime(state: SessionState): SessionState {
  let next = state;
  const { phase, clock, revealAt, quiz } = state;
  if (phase === 'predicting' && revealAt !== undefined && clock.stoppedAt !== undefined) {
    next = { ...next, revealAt: Math.max(revealAt, revealTime(state, clock.base + clock.stoppedAt)) };
  }
  if (quiz?.closesAt !== undefined && quiz.answerMs !== undefined && !quiz.closed) {
    const closesAt = Math.max(quiz.closesAt, closingTime(state, quiz.askedAt, quiz.answerMs));
    next = { ...next, quiz: { ...quiz, closesAt } };
  }
  return next;
}

/** Connected players with extra time who have still to answer the question, or to predict. */
export function awaitedPlayers(state: SessionState): readonly PlayerId[] {
  const quiz = openQuiz(state);
  const answers = ({ id }: Player) => quiz !== undefined && !hasAnsweredAll(quiz, id);
  const predicts = ({ seat, prediction }: Player) =>
    state.phase === 'predicting' && seat !== undefined && prediction === undefined;
  return state.players
    .filter(({ extraTime, connected }) => extraTime !== undefined && connected)
    .filter((player) => answers(player) || predicts(player))
    .map(({ id }) => id);
}
