import type { PlayerId } from '@ack-attack/engine';
import type { OwnMarks, SessionMarks, SessionMisconceptions, SessionMoments } from '@ack-attack/protocol';
import { misconceptions, sumUpMarks, type LogReview } from '@ack-attack/scoring';

/** What may be told of a session's log. */
type RevealedReview = Pick<LogReview, 'rounds' | 'answers' | 'scoreboard'>;

/** What a phone is told of at most, so that a round in which much went wrong weighs little. */
const mostWorst = 12;

/** What went wrong: for stage and console, and without a word about who learnt what. */
export function viewMoments({ rounds }: RevealedReview): SessionMoments {
  return { rounds: rounds.map(({ round, moments }) => ({ round, moments })) };
}

/** Everybody's marks: for the console alone. */
export function viewMarks({ rounds }: RevealedReview): SessionMarks {
  return { rounds: rounds.map(({ round, marks }) => ({ round, players: sumUpMarks(marks) })) };
}

/** One player's marks, and what went wrong in that player's lane: for that player's phone. */
export function viewOwnMarks({ rounds, scoreboard }: RevealedReview, player: PlayerId): OwnMarks {
  const laneIn = (round: number) =>
    scoreboard.rounds
      .find((scored) => scored.round === round)
      ?.lanes.find(({ players }) => players.some((member) => member.player === player))?.lane;
  return {
    rounds: rounds.map(({ round, marks, moments }) => ({
      round,
      marks: sumUpMarks(marks.filter((mark) => mark.player === player))[player] ?? [],
      worst: moments.filter(({ lane, kind }) => lane === laneIn(round) && kind !== 'save').slice(0, mostWorst),
    })),
  };
}

/** What everybody played and said of each misconception: for the console alone. */
export function viewMisconceptions({ rounds, answers }: RevealedReview): SessionMisconceptions {
  const marks = rounds.flatMap((round) => round.marks);
  return { misconceptions: misconceptions(marks, answers) };
}
