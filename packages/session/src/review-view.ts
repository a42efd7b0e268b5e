import type { PlayerId } from '@ack-attack/engine';
import type { OwnMarks, SessionMarks, SessionMoments } from '@ack-attack/protocol';
import { sumUpMarks, type RoundReview } from '@ack-attack/scoring';

/** What went wrong: for stage and console, and without a word about who learnt what. */
export function viewMoments(rounds: readonly RoundReview[]): SessionMoments {
  return { rounds: rounds.map(({ round, moments }) => ({ round, moments })) };
}

/** Everybody's marks: for the console alone. */
export function viewMarks(rounds: readonly RoundReview[]): SessionMarks {
  return { rounds: rounds.map(({ round, marks }) => ({ round, players: sumUpMarks(marks) })) };
}

/** One player's marks: for that player's phone. */
export function viewOwnMarks(rounds: readonly RoundReview[], player: PlayerId): OwnMarks {
  return {
    rounds: rounds.map(({ round, marks }) => ({
      round,
      marks: sumUpMarks(marks.filter((mark) => mark.player === player))[player] ?? [],
    })),
  };
}
