import type { GameEvent, SessionState } from '@ack-attack/engine';
import { ReplayCursor, type Archive, type Mark } from '@ack-attack/replay';
import { withDetails, type Moment, type Scoreboard } from '@ack-attack/scoring';
import { heaviestFirst } from '../shared/moments/moment-look.ts';
import { roundTimelines, timeOf, type RoundTimeline } from './round-timeline.ts';

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
  cursor: ReplayCursor;
  /** The session as it was right before each round, by the round's number. */
  starts: ReadonlyMap<number, SessionState>;
  rounds: readonly [RoundTimeline, ...RoundTimeline[]];
  /** As the whole log adds it up, order by order. */
  scoreboard: Scoreboard;
}

/** Undefined where no round was played. */
export function openRecording({ events, keyframes }: Archive, text: string): Recording | undefined {
  const [first, ...others] = roundTimelines(events);
  if (!first) return undefined;
  const { state, scoreboard } = keyframes.end;
  const cursor = new ReplayCursor(events, keyframes);
  const starts = new Map(
    [first, ...others].map((round) => {
      cursor.seek(round.first - 1);
      return [round.round, cursor.state];
    }),
  );
  return {
    text,
    events,
    session: state.id,
    roomCode: state.roomCode,
    laneNames: state.laneNames,
    createdAt: state.createdAt,
    cursor,
    starts,
    rounds: [first, ...others],
    scoreboard: withDetails(scoreboard, events),
  };
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
