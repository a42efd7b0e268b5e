import type {
  Contract,
  GameEvent,
  LaneId,
  Level,
  PlayerId,
  Prediction,
  Role,
  SeatId,
  SessionState,
} from '@ack-attack/engine';
import {
  LogReview,
  misconceptions,
  type CraftMark,
  type LaneEnd,
  type MarkRule,
  type MarkSubject,
  type MisconceptionId,
  type MisconceptionOf,
  type MisconceptionPicture,
  type Outcomes,
  type Service,
  type Tally,
} from '@ack-attack/scoring';
import { StudentPace } from './student-pace.ts';

type Truth = Pick<Tally, 'lost' | 'duplicates'>;

export interface LaneReport {
  lane: LaneId;
  end: LaneEnd;
  service: Service;
  points: number;
  tally: Tally;
  /** How many orders ended how. */
  outcomes: Outcomes;
  /** What its players believed on average; absent where no player predicted. */
  believed?: Truth;
}

export interface RoundReport {
  round: number;
  contract: Contract;
  level: Level;
  /** The scoring rules that judged it (SCO-24). */
  scoringVersion: number;
  lanes: readonly LaneReport[];
}

/** A player in one round. */
export interface StudentRound {
  round: number;
  contract: Contract;
  lane: LaneId;
  seat: SeatId;
  role: Role;
  end: LaneEnd;
  service: Service;
  points: number;
  believed?: Prediction;
  truth: Truth;
}

/** How often a player's play showed something. */
export interface MarkCount {
  rule: MarkRule;
  about: MarkSubject;
  shows: CraftMark['shows'];
  count: number;
}

export interface StudentReport {
  player: PlayerId;
  name: string;
  points: number;
  rounds: readonly StudentRound[];
  marks: readonly MarkCount[];
  /** What to teach next: where the player stands at not yet, the most needed first. */
  next: readonly MisconceptionId[];
}

/** How many students showed that they understood a subject, and how many showed that they did not yet. */
export interface SubjectCount {
  about: MisconceptionId;
  understood: number;
  notYet: number;
}

export interface SessionReport {
  session: string;
  roomCode: string;
  /** Epoch ms. */
  createdAt: number;
  /** Names that the teacher gave to lanes; the others go by their shapes. */
  laneNames: SessionState['laneNames'];
  rounds: readonly RoundReport[];
  students: readonly StudentReport[];
  subjects: readonly SubjectCount[];
  /** What was played and said of each misconception, the most widespread first. */
  misconceptions: readonly MisconceptionPicture[];
  /** What to teach the class next, what most of it needs first. */
  next: readonly MisconceptionId[];
  /** Whether there was no teacher: a student played for practice. */
  alone?: true;
}

/** What one student may read: the own play and answers, and how the own lanes did. */
export interface OwnReport extends Pick<
  SessionReport,
  'session' | 'roomCode' | 'createdAt' | 'laneNames' | 'misconceptions' | 'alone'
> {
  student: StudentReport;
}

/** A log as it is read for reports and reviews: event by event, each once, for any question asked later. */
export class SessionReading {
  readonly review = new LogReview();
  /** Each seat's role in each round, by "2 L1.C1". */
  readonly roles = new Map<string, Role>();
  readonly pace = new StudentPace();
  #round = 0;

  constructor(events: Iterable<GameEvent> = []) {
    for (const event of events) this.take(event);
  }

  /** @param event the next one of the log */
  take(event: GameEvent): void {
    this.pace.take(event, this.review.state);
    this.review.take(event);
    if (event.type === 'roundStarted') {
      this.#round = event.round;
      for (const { seats } of event.lanes) for (const { id, role } of seats) this.#seat(id, role);
    } else if (event.type === 'playerSeated' && event.role !== undefined) {
      this.#seat(event.seat, event.role);
    }
  }

  #seat(seat: SeatId, role: Role): void {
    this.roles.set(`${this.#round} ${seat}`, role);
  }
}

/** What a session comes to, for the teacher. Rounds whose bell has not rung are left out. */
export function sessionReport(reading: SessionReading): SessionReport {
  const { review, roles } = reading;
  const { state, scoreboard } = review;
  const marks = review.rounds.flatMap((round) => round.marks);
  const rounds = scoreboard.rounds.map(({ round, settings, lanes }): RoundReport => ({
    round,
    contract: settings.contract,
    level: settings.level,
    scoringVersion: settings.scoringVersion ?? 1,
    lanes: lanes.map(({ lane, end, service, points, tally, outcomes, players }) => {
      const said = players.flatMap(({ prediction }) => (prediction ? [prediction] : []));
      const mean = (of: (one: Prediction) => number) =>
        Math.round((said.reduce((sum, one) => sum + of(one), 0) / said.length) * 10) / 10;
      return {
        lane,
        end,
        service,
        points,
        tally,
        outcomes,
        ...(said.length > 0
          ? { believed: { lost: mean(({ lost }) => lost), duplicates: mean(({ duplicates }) => duplicates) } }
          : {}),
      };
    }),
  }));
  const pictures = misconceptions(marks, review.answers);
  const marksOf = countedByPlayer(marks);
  const students = state.players.map(({ id, name }): StudentReport => {
    const own = scoreboard.rounds.flatMap(({ round, settings, lanes }) =>
      lanes.flatMap(({ lane, end, service, points, tally, players }): StudentRound[] => {
        const member = players.find(({ player }) => player === id);
        if (!member) return [];
        const { seat, prediction } = member;
        return [
          {
            round,
            contract: settings.contract,
            lane,
            seat,
            role: roles.get(`${round} ${seat}`) ?? 'producer',
            end,
            service,
            points,
            ...(prediction ? { believed: prediction } : {}),
            truth: { lost: tally.lost, duplicates: tally.duplicates },
          },
        ];
      }),
    );
    return {
      player: id,
      name,
      points: own.reduce((sum, { points }) => sum + points, 0),
      rounds: own,
      marks: marksOf.get(id) ?? [],
      next: notYetOf(id, pictures),
    };
  });
  const { subjects, next } = classSubjects(students);
  return {
    session: state.id,
    roomCode: state.roomCode,
    createdAt: state.createdAt,
    laneNames: state.laneNames,
    rounds,
    students,
    subjects,
    misconceptions: pictures,
    next,
    ...(state.solo && !state.solo.homework ? { alone: true as const } : {}),
  };
}

/** What a class shows of each subject, and what to teach it next, what most of it needs first. */
export function classSubjects(
  students: readonly Pick<StudentReport, 'marks' | 'next'>[],
): Pick<SessionReport, 'subjects' | 'next'> {
  const subjects = subjectCounts(students);
  const next = subjects
    .map(({ about, understood, notYet }) => ({ about, weight: notYet - understood / 2 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return { subjects, next: next.map(({ about }) => about) };
}

/** The part of a report that its student may read; undefined where the report has no such student. */
export function ownReport(report: SessionReport, player: PlayerId): OwnReport | undefined {
  const { session, roomCode, createdAt, laneNames, students, alone } = report;
  const student = students.find((one) => one.player === player);
  if (!student) return undefined;
  const misconceptions = report.misconceptions.flatMap((picture) => {
    const players = picture.players.filter((one) => one.player === player);
    return players.length > 0 ? [{ ...picture, players }] : [];
  });
  return { session, roomCode, createdAt, laneNames, student, misconceptions, ...(alone && { alone }) };
}

function countedByPlayer(marks: readonly CraftMark[]): ReadonlyMap<PlayerId, readonly MarkCount[]> {
  const counts = new Map<PlayerId, Map<MarkRule, MarkCount>>();
  for (const { player, rule, about, shows } of marks) {
    const own = counts.get(player) ?? new Map<MarkRule, MarkCount>();
    counts.set(player, own);
    own.set(rule, { rule, about, shows, count: (own.get(rule)?.count ?? 0) + 1 });
  }
  return new Map([...counts].map(([player, own]) => [player, [...own.values()].sort((a, b) => b.count - a.count)]));
}

function subjectCounts(students: readonly Pick<StudentReport, 'marks' | 'next'>[]): readonly SubjectCount[] {
  const counts = new Map<MisconceptionId, SubjectCount>();
  for (const { marks, next } of students) {
    for (const about of new Set([...marks.map((mark) => `${mark.about}` as const), ...next])) {
      const count = counts.get(about) ?? { about, understood: 0, notYet: 0 };
      const needed = next.includes(about);
      counts.set(about, {
        about,
        understood: count.understood + (needed ? 0 : 1),
        notYet: count.notYet + (needed ? 1 : 0),
      });
    }
  }
  return [...counts.values()].sort((a, b) => b.notYet - a.notYet || b.understood - a.understood);
}

/** Where a player stands at not yet by the picture, so that no page says two things of one player. */
function notYetOf(id: PlayerId, pictures: readonly MisconceptionPicture[]): readonly MisconceptionId[] {
  const signs = ({ play, said }: MisconceptionOf) => play.notYet + said.filter(({ right }) => !right).length;
  return pictures
    .flatMap(({ about, players }) => {
      const own = players.find(({ player }) => player === id);
      return own?.stands === 'not-yet' ? [{ about, weight: signs(own) }] : [];
    })
    .sort((a, b) => b.weight - a.weight)
    .map(({ about }) => about);
}
