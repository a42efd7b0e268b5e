import type { HomeworkTerms, PlayerCommand, PlayerId } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { describe, expect, test } from 'vitest';
import {
  formatHomeworkGradebook,
  homeworkReport,
  ownHomework,
  summarizeAttempt,
  SessionReading,
  type AttemptReading,
} from '../src/index.ts';
import { RecordedSession } from './recorded-session.ts';

const now = 1_700_000_500_000;
const terms: HomeworkTerms = { title: 'Lost', rounds: 1, attempts: 3, sameOrders: true };
const settings = { ...settingsFor('at-least-once', 'junior'), roundMs: 30_000 };

interface Try {
  student: string;
  attempt: number;
  /** Nothing where the round is still played. */
  said?: { lost: number; duplicates: number };
  /** Whether the student sends what comes. */
  sends?: boolean;
}

function attempt({ student, attempt: number, said, sends = false }: Try): RecordedSession {
  const recorded = new RecordedSession(settings, 3, {
    session: `${student}-${number}`,
    solo: { role: 'producer', rounds: 1, homework: { session: 'homework', title: 'Lost', attempt: number } },
  });
  const player = recorded.join(student);
  let seq = 0;
  const submit = (command: PlayerCommand) =>
    recorded.submit({ by: 'player', player, seq: ++seq, id: `${student}-${seq}`, command });
  submit({ type: 'leadRound', step: 'start' });
  for (let sent = 0; recorded.state.phase === 'playing'; recorded.play(1_000)) {
    const order = sends ? recorded.state.lanes[0]?.orders[sent] : undefined;
    if (order) submit({ type: 'act', action: { do: 'publish', order: order.id } });
    if (order) sent++;
    if (!said && recorded.now > recorded.state.createdAt + 10_000) return recorded;
  }
  if (said) submit({ type: 'predict', ...said });
  return recorded;
}

/** Homework with these attempts, in the order in which they were begun. */
function done(tries: readonly Try[]) {
  const homework = new RecordedSession(settings, 3, { session: 'homework', homework: terms });
  const readings = new Map<string, AttemptReading>();
  for (const one of tries) {
    const known = homework.state.players.some(({ id }) => id === one.student);
    const player = known ? (one.student as PlayerId) : homework.join(one.student);
    const { events, state } = attempt(one);
    homework.server({ type: 'openAttempt', player, session: state.id, number: one.attempt });
    const started = events.findIndex(({ type }) => type === 'roundStarted');
    readings.set(state.id, summarizeAttempt(new SessionReading(one.said ? events : events.slice(0, started)))!);
  }
  return { state: homework.state, readings };
}

const tries: readonly Try[] = [
  { student: 'ana', attempt: 1, said: { lost: 2, duplicates: 0 }, sends: true },
  { student: 'ben', attempt: 1 },
  { student: 'ana', attempt: 2, said: { lost: 0, duplicates: 0 } },
];

describe('the report of homework', () => {
  test('lists every student with attempts, the best one and the misconceptions', () => {
    const { state, readings } = done(tries);
    const report = homeworkReport(state, readings, now)!;
    expect(report).toMatchObject({ homework: 'homework', title: 'Lost', contract: 'at-least-once', closed: false });
    const [ana, ben] = report.students;
    expect(ana).toMatchObject({ name: 'Student ana', best: 1 });
    expect(ana?.attempts.map(({ session, finished }) => [session, finished])).toEqual([
      ['ana-1', true],
      ['ana-2', true],
    ]);
    expect(ana?.attempts[0]?.points).toBeGreaterThan(ana?.attempts[1]?.points ?? 0);
    expect(ana?.attempts[0]?.rounds).toMatchObject([{ role: 'producer', believed: { lost: 2, duplicates: 0 } }]);
    expect(ben).toMatchObject({ name: 'Student ben', attempts: [{ finished: false, rounds: [] }] });
    expect(ben).not.toHaveProperty('best');
  });

  test('leaves out deleted attempts, and is closed by its date or by its end', () => {
    const { state, readings } = done(tries);
    readings.delete('ana-2');
    expect(homeworkReport(state, readings, now)?.students[0]?.attempts).toHaveLength(1);
    const dated = { ...state, homework: { ...terms, closesAt: now } };
    expect(homeworkReport(dated, readings, now)?.closed).toBe(true);
    expect(homeworkReport(dated, readings, now - 1)?.closed).toBe(false);
    expect(homeworkReport({ ...state, phase: 'finished' }, readings, now)?.closed).toBe(true);
  });

  test('says of each misconception where its newest play is, and counts a student once', () => {
    const { state, readings } = done(tries);
    const about = '3' as const;
    const shown = (session: string, player: string, stands: 'not-yet' | 'understood') => {
      const place = { round: 1, lane: 'L1', order: 'o1', version: 9 } as never;
      const play = { understood: Number(stands === 'understood'), notYet: Number(stands === 'not-yet') };
      const one = { player: player as PlayerId, said: [], stands };
      const players = [{ ...one, play: stands === 'not-yet' ? { ...play, place } : play }];
      readings.set(session, { ...readings.get(session)!, misconceptions: [{ about, players }] });
    };
    shown('ana-1', 'ana', 'not-yet');
    shown('ben-1', 'ben', 'not-yet');
    shown('ana-2', 'ana', 'understood');
    const { misconceptions, places } = homeworkReport(state, readings, now)!;
    expect(misconceptions).toMatchObject([
      {
        about,
        players: [
          { player: 'ben', stands: 'not-yet' },
          { player: 'ana', stands: 'overcome', play: { understood: 1, notYet: 1 } },
        ],
      },
    ]);
    expect(places).toEqual({ 'ana 3': 'ana-1', 'ben 3': 'ben-1' });
  });

  test('gives a student the own attempts alone', () => {
    const { state, readings } = done(tries);
    const own = ownHomework(state, 'ben' as PlayerId, readings, now);
    expect(own?.student.name).toBe('Student ben');
    expect(JSON.stringify(own)).not.toContain('ana');
    expect(ownHomework(state, 'cleo' as PlayerId, readings, now)).toBeUndefined();
  });

  test('is a line a student in the gradebook, of the best attempt', () => {
    const { state, readings } = done(tries);
    const report = homeworkReport(state, readings, now)!;
    const [, ana, ben] = formatHomeworkGradebook(report).trim().split('\r\n');
    const best = report.students[0]!.attempts[0]!;
    const { end, service, truth } = best.rounds[0]!;
    expect(ana?.split(',').slice(0, 11)).toEqual(
      [
        'Student ana',
        2,
        2,
        best.points,
        report.students[0]!.attempts[1]!.points,
        Number(end === 'kept'),
        service.served,
        service.due,
        truth.lost,
        truth.duplicates,
        1,
      ].map(String),
    );
    expect(ben).toBe('Student ben,1,0,,,,,,,,,,,');
  });

  test('is none of a session that is no homework', () => {
    const { state } = new RecordedSession();
    expect(homeworkReport(state, new Map(), now)).toBeUndefined();
    expect(summarizeAttempt(new SessionReading(new RecordedSession().events))).toBeUndefined();
  });
});
