import {
  lastOf,
  type Contract,
  type HomeworkTerms,
  type Level,
  type PlayerId,
  type SessionState,
  type System,
} from '@ack-attack/engine';
import type { MisconceptionId, MisconceptionOf, MisconceptionPicture } from '@ack-attack/scoring';
import { formatCsv, type CsvSeparator } from './csv.ts';
import {
  classSubjects,
  sessionReport,
  type MarkCount,
  type SessionReading,
  type SessionReport,
  type StudentRound,
  type SubjectCount,
} from './report.ts';

/** One attempt at homework, as far as its truth is revealed. Plain JSON. */
export interface AttemptReport {
  session: string;
  /** From 1. */
  attempt: number;
  /** Epoch ms. */
  startedAt: number;
  finished: boolean;
  /** Game ms that its rounds took. */
  playedMs: number;
  /** How often the student did nothing for 30 s with work at hand. */
  stuckMoments: number;
  points: number;
  rounds: readonly StudentRound[];
  marks: readonly MarkCount[];
  /** What to learn next, the most needed first. */
  next: readonly MisconceptionId[];
}

/** What a log of an attempt comes to; a report of several is made of these. */
export interface AttemptReading {
  report: AttemptReport;
  misconceptions: SessionReport['misconceptions'];
}

export interface HomeworkStudentReport {
  player: PlayerId;
  name: string;
  /** In order; one whose log is gone is left out. */
  attempts: readonly AttemptReport[];
  /** Number of the finished attempt with the most points, the first of those alike. */
  best?: number;
}

/** The homework as set, for its readers. */
export interface HomeworkSummary extends Omit<HomeworkTerms, 'plan'> {
  homework: string;
  contract: Contract;
  level: Level;
  system: System;
  roundMs: number;
  /** Epoch ms. */
  createdAt: number;
  closed: boolean;
}

export interface HomeworkReport extends HomeworkSummary {
  /** Name of the fault plan that runs in it. */
  plan?: string;
  students: readonly HomeworkStudentReport[];
  subjects: readonly SubjectCount[];
  misconceptions: readonly MisconceptionPicture[];
  /** Where the newest play that shows a misconception is, by player and misconception: `u1 3`. */
  places: Readonly<Record<string, string>>;
  next: readonly MisconceptionId[];
}

/** What a student may read of it: the own attempts. */
export interface OwnHomework extends HomeworkSummary {
  student: HomeworkStudentReport;
}

/** @param reading of the log of an attempt, up to a round whose truth is not revealed yet */
export function summarizeAttempt(reading: SessionReading): AttemptReading | undefined {
  const { solo, phase } = reading.review.state;
  if (!solo?.homework) return undefined;
  const { session, createdAt, students, misconceptions } = sessionReport(reading);
  const [student] = students;
  if (!student) return undefined;
  const { points, rounds, marks, next } = student;
  return {
    report: {
      session,
      attempt: solo.homework.attempt,
      startedAt: createdAt,
      finished: phase === 'finished',
      playedMs: reading.pace.playedMs,
      stuckMoments: reading.pace.stuckMoments,
      points,
      rounds,
      marks,
      next,
    },
    misconceptions,
  };
}

/**
 * The homework of one student.
 *
 * @param state of the homework's own session
 * @param readings of the student's attempts
 */
export function ownHomework(
  state: SessionState,
  player: PlayerId,
  readings: ReadonlyMap<string, AttemptReading>,
  now: number,
): OwnHomework | undefined {
  const student = studentsOf(state, readings).find((one) => one.player === player);
  const summary = homeworkSummary(state, now);
  return student && summary ? { ...summary, student } : undefined;
}

/**
 * What a class made of its homework, for the teacher.
 *
 * @param state of the homework's own session
 * @param readings of all attempts, by session
 * @param now epoch ms
 */
export function homeworkReport(
  state: SessionState,
  readings: ReadonlyMap<string, AttemptReading>,
  now: number,
): HomeworkReport | undefined {
  const summary = homeworkSummary(state, now);
  if (!summary) return undefined;
  const students = studentsOf(state, readings);
  const { subjects, next } = classSubjects(
    students.map(({ attempts }) => ({
      marks: attempts.flatMap(({ marks }) => marks),
      // A student who shows understanding in the last attempt needs no more of it.
      next: lastOf(attempts)?.next ?? [],
    })),
  );
  const plan = state.homework?.plan?.name;
  return {
    ...summary,
    ...(plan === undefined ? {} : { plan }),
    students,
    subjects,
    ...classPicture(state, readings),
    next,
  };
}

/** What was set; undefined of a session that is no homework. */
export function homeworkSummary(state: SessionState, now: number): HomeworkSummary | undefined {
  if (!state.homework) return undefined;
  const { plan: _told, ...terms } = state.homework;
  const { contract, level, system, roundMs } = state.settings;
  const closed = state.phase === 'finished' || (terms.closesAt !== undefined && now >= terms.closesAt);
  return { homework: state.id, ...terms, contract, level, system, roundMs, createdAt: state.createdAt, closed };
}

function studentsOf(
  { players, attempts = [] }: SessionState,
  readings: ReadonlyMap<string, AttemptReading>,
): readonly HomeworkStudentReport[] {
  return players.map(({ id, name }) => {
    const own = attempts.flatMap(({ player, session }) => {
      const reading = player === id ? readings.get(session) : undefined;
      return reading ? [reading.report] : [];
    });
    const best = own.filter(({ finished }) => finished).sort((a, b) => b.points - a.points)[0];
    return { player: id, name, attempts: own, ...(best ? { best: best.attempt } : {}) };
  });
}

/** Each student counts once, by the newest attempt that shows the misconception at all. */
function classPicture(
  { attempts = [] }: SessionState,
  readings: ReadonlyMap<string, AttemptReading>,
): Pick<HomeworkReport, 'misconceptions' | 'places'> {
  const pictures = new Map<MisconceptionPicture['about'], Map<PlayerId, MisconceptionOf>>();
  const places: Record<string, string> = {};
  for (const { session } of attempts) {
    for (const { about, players } of readings.get(session)?.misconceptions ?? []) {
      const picture = pictures.get(about) ?? new Map<PlayerId, MisconceptionOf>();
      pictures.set(about, picture);
      for (const one of players) {
        picture.set(one.player, since(picture.get(one.player), one));
        if (one.play.place) places[`${one.player} ${about}`] = session;
      }
    }
  }
  const stuck = (players: readonly MisconceptionOf[]) => players.filter(({ stands }) => stands === 'not-yet').length;
  const misconceptions = [...pictures]
    .map(([about, players]) => ({
      about,
      players: [...players.values()].sort((a, b) => Number(b.stands === 'not-yet') - Number(a.stands === 'not-yet')),
    }))
    .sort((a, b) => stuck(b.players) - stuck(a.players));
  return { misconceptions, places };
}

function since(before: MisconceptionOf | undefined, now: MisconceptionOf): MisconceptionOf {
  if (!before) return now;
  const place = now.play.place ?? before.play.place;
  const learnt = now.stands === 'understood' && (before.stands === 'not-yet' || before.stands === 'overcome');
  return {
    player: now.player,
    play: {
      understood: before.play.understood + now.play.understood,
      notYet: before.play.notYet + now.play.notYet,
      ...(place ? { place } : {}),
    },
    said: [...before.said, ...now.said],
    stands: learnt ? 'overcome' : now.stands,
  };
}

/** A student's line has these columns. Those after `last_points` are of the best attempt. */
export const homeworkColumns = [
  'name',
  'attempts',
  'finished',
  'best_points',
  'last_points',
  'contracts_kept',
  'customers_served',
  'customers_due',
  'lost',
  'duplicates',
  'predictions_made',
  'predictions_right',
  'understood',
  'not_yet',
] as const;

/** One line per student; without a finished round its numbers are empty. */
export function formatHomeworkGradebook(
  { students }: Pick<HomeworkReport, 'students'>,
  separator?: CsvSeparator,
): string {
  const rows = [
    homeworkColumns,
    ...students.map(({ name, attempts, best: number }) => {
      const finished = attempts.filter((attempt) => attempt.finished);
      const best = finished.find(({ attempt }) => attempt === number);
      const head = [name, attempts.length, finished.length];
      if (!best) return [...head, ...homeworkColumns.slice(head.length).map(() => '')];
      const { rounds, marks } = best;
      const sum = (of: (round: StudentRound) => number) => rounds.reduce((all, round) => all + of(round), 0);
      const shown = (shows: string) => marks.reduce((all, mark) => all + (mark.shows === shows ? mark.count : 0), 0);
      return [
        ...head,
        best.points,
        lastOf(finished)?.points ?? '',
        sum(({ end }) => Number(end === 'kept')),
        sum(({ service }) => service.served),
        sum(({ service }) => service.due),
        sum(({ truth }) => truth.lost),
        sum(({ truth }) => truth.duplicates),
        sum(({ believed }) => Number(believed !== undefined)),
        sum(({ believed, truth }) => Number(believed?.lost === truth.lost && believed.duplicates === truth.duplicates)),
        shown('understood'),
        shown('not-yet'),
      ];
    }),
  ];
  return formatCsv(rows, separator);
}
