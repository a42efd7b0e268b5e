import type { PlayerId } from '@ack-attack/engine';
import type { OwnMarks, SessionMarks, SessionMisconceptions, SessionMoments } from '@ack-attack/protocol';
import { misconceptions, sumUpMarks, type LogReview } from '@ack-attack/scoring';

/** What may be told of a session's log. */
type RevealedReview = Pick<LogReview, 'rounds' | 'answers'>;

/** What went wrong: for stage and console, and without a word about who learnt what. */
export function viewMoments({ rounds }: RevealedReview): SessionMoments {
  return { rounds: rounds.map(({ round, moments }) => ({ round, moments })) };
}

/** Everybody's marks: for the console alone. */
export function viewMarks({ rounds }: RevealedReview): SessionMarks {
  return { rounds: rounds.map(({ round, marks }) => ({ round, players: sumUpMarks(marks) })) };
}

/** One player's marks: for that player's phone. */
export function viewOwnMarks({ rounds }: RevealedReview, player: PlayerId): OwnMarks {
  return {
    rounds: rounds.map(({ round, marks }) => ({
      round,
      marks: sumUpMarks(marks.filter((mark) => mark.player === player))[player] ?? [],
    })),
  };
}

/** What everybody played and said of each misconception: for the console alone. */
export function viewMisconceptions({ rounds, answers }: RevealedReview): SessionMisconceptions {
  const marks = rounds.flatMap((round) => round.marks);
  return { misconceptions: misconceptions(marks, answers) };
}
