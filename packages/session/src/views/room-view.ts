import type { SessionState, SoloTerms } from '@ack-attack/engine';
import type { PhoneView, SoloView } from '@ack-attack/protocol';
import type { RoundResult, LaneRoundResult } from '@ack-attack/scoring';
import type { LaneReveal } from '@ack-attack/protocol';
import { hidesScores, viewQuiz } from './quiz-view.ts';
import type { SessionFold } from '../log/session-fold.ts';

export type RoomView = Pick<
  PhoneView,
  | 'roomCode'
  | 'phase'
  | 'round'
  | 'settings'
  | 'clock'
  | 'hostAway'
  | 'pauseCause'
  | 'laneNames'
  | 'quiz'
  | 'card'
  | 'solo'
>;

export type RoomSource = ReturnType<typeof roomSource>;

/** All of the state that `viewRoom` can read: while these are the same values, so is the view. */
export function roomSource(state: SessionState) {
  const { roomCode, phase, round, settings, clock, createdAt, revealAt } = state;
  const { hostConnected, pauseCause, laneNames, quiz, card, solo } = state;
  return {
    roomCode,
    phase,
    round,
    settings,
    clock,
    createdAt,
    revealAt,
    hostConnected,
    pauseCause,
    laneNames,
    card,
    solo,
    quiz,
    // Presence counts for a question, and for nothing else that a room shows.
    present: quiz && state.players,
  };
}

/** What everybody in the room may see. */
export function viewRoom(source: RoomSource): RoomView {
  const { roomCode, phase, round, settings, clock, createdAt, revealAt, hostConnected, pauseCause, laneNames } = source;
  const { quiz, present, card, solo } = source;
  return {
    roomCode,
    phase,
    round,
    settings,
    clock: {
      startedAt: createdAt + clock.base,
      ...(clock.stoppedAt === undefined ? {} : { stoppedAt: clock.stoppedAt }),
      bellAt: clock.bellAt,
      ...(revealAt === undefined ? {} : { revealAt: createdAt + revealAt }),
    },
    // Nobody waits for a teacher who is not meant to be there.
    hostAway: !hostConnected && !solo,
    ...(pauseCause === undefined ? {} : { pauseCause }),
    laneNames,
    ...(quiz && present ? { quiz: viewQuiz(quiz, present, createdAt) } : {}),
    ...(card ? { card } : {}),
    ...(solo ? { solo: viewSolo(solo) } : {}),
  };
}

function viewSolo({ role, rounds, homework }: SoloTerms): SoloView {
  return { role, rounds, ...(homework ? { homework } : {}) };
}

/** Whether the session's newest round has not been revealed yet. */
export function isHidden({ phase }: Pick<SessionState, 'phase'>): boolean {
  return phase === 'predicting' || phase === 'playing' || phase === 'paused';
}

/** The rounds whose truth may be told: all but one that has not been revealed. */
export function revealedRounds({ state, scoreboard }: SessionFold): readonly RoundResult[] {
  if (hidesScores(state)) return [];
  return isHidden(state) ? scoreboard.rounds.filter(({ round }) => round < state.round) : scoreboard.rounds;
}

/** The round that is being revealed, until the next one starts. */
export function revealedRound(fold: SessionFold): RoundResult | undefined {
  const last = revealedRounds(fold).at(-1);
  return last?.round === fold.state.round ? last : undefined;
}

/** What a reveal is made of; undefined while there is none. */
export function revealedScoreboard(fold: SessionFold): SessionFold['scoreboard'] | undefined {
  return revealedRound(fold) ? fold.scoreboard : undefined;
}

/** How a lane of a round did, for the players and screens that may see it. */
export function revealLane({ players }: SessionState, { settings }: RoundResult, result: LaneRoundResult): LaneReveal {
  const { lane, tally, points, end, kept, service, outcomes, ledger } = result;
  const names = new Map(players.map((player) => [player.id, player.name]));
  const predictions = result.players.flatMap(({ player, prediction }) => {
    const name = names.get(player);
    return prediction && name !== undefined ? [{ player, name, prediction }] : [];
  });
  return { lane, tally, points, end, kept, service, outcomes, ...(settings.autopilot ? {} : { ledger }), predictions };
}
