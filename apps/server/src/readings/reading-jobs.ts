import type { GameEvent, PlayerId } from '@ack-attack/engine';
import type { AttemptReading } from '@ack-attack/replay';

/** What is told of a session, each part as the JSON text that is sent to its reader. */
export interface SessionAnswers {
  report: string;
  moments: string;
  marks: string;
  misconceptions: string;
  /** A player's own part of the report; a player who came later has none. */
  ownReport: ReadonlyMap<PlayerId, string>;
  ownMarks: ReadonlyMap<PlayerId, string>;
  /** The own marks of a player who has none in any round. */
  noMarks: string;
}

/** What the thread that reads logs is asked for. A reading is a log as far as it was sent, under a name. */
export type ReadingJob =
  /** `after`: the version that the reading must be at; at 0 it begins. */
  | { do: 'take'; reading: string; after: number; events: readonly GameEvent[] }
  | { do: 'answer'; reading: string }
  | { do: 'attempt'; reading: string }
  | { do: 'drop'; reading: string };

export interface ReadingResults {
  take: true;
  answer: SessionAnswers;
  /** Undefined where the log is not that of an attempt at homework. */
  attempt: AttemptReading | undefined;
  drop: true;
}

/** A job with its number, and what becomes of it. */
export type NumberedJob = ReadingJob & { number: number };
export type ReadingReply = { number: number } & ({ result: ReadingResults[ReadingJob['do']] } | { failure: string });
