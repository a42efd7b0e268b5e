import type { GameEvent } from '@ack-attack/engine';
import { marks, ReplayCursor, type Mark } from '@ack-attack/replay';
import { moments, type Moment, type Scoreboard } from '@ack-attack/scoring';
import { heaviestFirst } from '../shared/moments/moment-look.ts';
import { roundTimelines, timeOf, type RoundTimeline } from './round-timeline.ts';

/** A mark with the game ms of its round. */
export type TimedMark = Mark & { gameMs: number };
/** A moment with the game ms of its round. */
export type TimedMoment = Moment & { gameMs: number };

/** A finished session, ready to be moved through. */
export interface Recording {
  events: readonly GameEvent[];
  roomCode: string;
  /** Epoch ms. */
  createdAt: number;
  cursor: ReplayCursor;
  rounds: readonly [RoundTimeline, ...RoundTimeline[]];
  /** As the whole log adds it up. */
  scoreboard: Scoreboard;
}

/** Undefined where no round was played. */
export function openRecording(events: readonly GameEvent[]): Recording | undefined {
  const [first, ...others] = roundTimelines(events);
  if (!first) return undefined;
  const cursor = new ReplayCursor(events);
  cursor.seek(cursor.length);
  const { state, scoreboard } = cursor;
  return {
    events,
    roomCode: state.roomCode,
    createdAt: state.createdAt,
    cursor,
    rounds: [first, ...others],
    scoreboard,
  };
}

/** Every mark that lies in a round. */
export function timedMarks({ events, rounds }: Recording): readonly TimedMark[] {
  return marks(events).flatMap((mark) => {
    const round = rounds.find(({ first, last }) => mark.version >= first && mark.version <= last);
    return round ? [{ ...mark, gameMs: timeOf(round, mark.version) }] : [];
  });
}

/** What went wrong and what was saved in every round, the heaviest first. */
export function timedMoments({ events, rounds }: Recording): readonly TimedMoment[] {
  return heaviestFirst(moments(events)).flatMap((moment) => {
    const round = rounds.find((one) => one.round === moment.round);
    return round ? [{ ...moment, gameMs: timeOf(round, moment.version) }] : [];
  });
}
