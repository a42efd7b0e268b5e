import type { GameEvent, SessionState } from '@ack-attack/engine';
import { Keyframes, type Mark } from '@ack-attack/replay';
import { emptyScoreboard, withDetails, type Moment, type RoundResult } from '@ack-attack/scoring';
import { heaviestFirst } from '../../shared/moments/moment-look.ts';
import { roundTimelines, timeOf, type RoundTimeline } from '../base/round-timeline.ts';

/** A mark with the game ms of its round. */
export type TimedMark = Mark & { gameMs: number };
/** A moment with the game ms of its round. */
export type TimedMoment = Moment & { gameMs: number };

/** A finished session, ready to be moved through. */
export interface Recording {
  /** The archive as it came. */
  text: string;
  events: readonly GameEvent[];
  session: string;
  roomCode: string;
  /** Names that lanes had at the end; the others go by their shapes. */
  laneNames: SessionState['laneNames'];
  /** Epoch ms. */
  createdAt: number;
  rounds: readonly [RoundTimeline, ...RoundTimeline[]];
  /**
   * What is moved among in each round. A round is folded from its own beginning, and on while
   * the page is read, so that no seek has far to fold.
   */
  keyframes: ReadonlyMap<RoundTimeline, Keyframes>;
}

/** Undefined where no round was played. */
export function openRecording(events: readonly GameEvent[], text: string): Recording | undefined {
  const { rounds, end } = roundTimelines(events);
  const [first, ...others] = rounds;
  if (!first) return undefined;
  const keyframes = new Map(
    rounds.map((round) => {
      const start = { state: round.before, scoreboard: emptyScoreboard };
      return [round, new Keyframes(events, undefined, { start, until: round.last })];
    }),
  );
  return {
    text,
    events,
    session: end.id,
    roomCode: end.roomCode,
    laneNames: end.laneNames,
    createdAt: end.createdAt,
    keyframes,
    rounds: [first, ...others],
  };
}

/** What a round came to as the whole log adds it up, order by order; undefined where its bell never rang. */
export function recordedResult({ events, keyframes }: Recording, round: RoundTimeline): RoundResult | undefined {
  const board = keyframes.get(round)?.end.scoreboard;
  return board && withDetails(board, events.slice(round.first - 1, round.last)).rounds[0];
}

/** Every mark that lies in a round. */
export function timedMarks({ rounds }: Recording, marks: readonly Mark[]): readonly TimedMark[] {
  return marks.flatMap((mark) => {
    const round = rounds.find(({ first, last }) => mark.version >= first && mark.version <= last);
    return round ? [{ ...mark, gameMs: timeOf(round, mark.version) }] : [];
  });
}

/** What went wrong and what was saved in every round, the heaviest first. */
export function timedMoments({ rounds }: Recording, moments: readonly Moment[]): readonly TimedMoment[] {
  return heaviestFirst(moments).flatMap((moment) => {
    const round = rounds.find((one) => one.round === moment.round);
    return round ? [{ ...moment, gameMs: timeOf(round, moment.version) }] : [];
  });
}
