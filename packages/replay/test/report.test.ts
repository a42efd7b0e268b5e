import type { LaneId, OrderId, PlayerId } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { craftMarks } from '@ack-attack/scoring';
import { describe, expect, test } from 'vitest';
import { formatCsv, formatGradebook, ownReport, ReplayCursor, SessionReading, sessionReport } from '../src/index.ts';
import { RecordedSession, troubledSession } from './recorded-session.ts';

/** Two rounds of bots in their players' names, and one in which a producer sends what is lost again as new. */
function session(): RecordedSession {
  const recorded = troubledSession(8, { finish: false });
  const player = 'ana' as PlayerId;
  for (const { id } of recorded.state.players) {
    recorded.server({ type: 'setPlayerConnected', player: id, connected: true });
  }
  recorded.host({
    type: 'configureRound',
    settings: { ...settingsFor('at-least-once', 'junior'), roundMs: 60_000, predictMs: 0 },
  });
  recorded.host({ type: 'startRound' });
  recorded.host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'publish' }, span: { next: 9 } });
  recorded.play(20_000);
  const producer = recorded.state.lanes.flatMap(({ seats }) => seats).find(({ role }) => role === 'producer');
  const owner = producer?.player ?? player;
  const order = recorded.state.lanes[0]?.orders.find((one) => one.producer === producer?.id);
  for (let seq = 1; seq <= 3; seq++) {
    const command = { type: 'act', action: { do: 'publish', order: order?.id ?? ('o1' as OrderId) } } as const;
    recorded.submit({ by: 'player', player: owner, seq, id: `${owner}-${seq}`, command });
    recorded.play(9_000);
  }
  recorded.host({ type: 'ringBell' });
  recorded.host({ type: 'revealTruth' });
  recorded.host({ type: 'finishSession' });
  return recorded;
}

function withPredictions(): RecordedSession {
  const recorded = new RecordedSession({ predictMs: 0 }, 3);
  const players = ['ana', 'ben', '=cmd|calc'].map((id) => recorded.join(id));
  recorded.host({ type: 'startRound' });
  recorded.play(20_000);
  recorded.host({ type: 'ringBell' });
  for (const [index, player] of players.slice(0, 2).entries()) {
    const command = { type: 'predict', lost: index * 2, duplicates: 1 } as const;
    recorded.submit({ by: 'player', player, seq: 1, id: `${player}-1`, command });
  }
  recorded.host({ type: 'revealTruth' });
  recorded.host({ type: 'closeRound' });
  recorded.host({ type: 'finishSession' });
  return recorded;
}

describe('a report', () => {
  const { events } = session();
  const report = sessionReport(new SessionReading(events));
  const cursor = new ReplayCursor(events);
  cursor.seek(cursor.length);

  test('has every round and lane with the scoreboard’s numbers', () => {
    expect(report.rounds.map(({ round, contract }) => [round, contract])).toEqual([
      [1, 'at-most-once'],
      [2, 'exactly-once'],
      [3, 'at-least-once'],
    ]);
    for (const { round, lanes } of report.rounds) {
      const board = cursor.scoreboard.rounds.find((one) => one.round === round);
      expect(lanes.map(({ points, end, service, tally }) => ({ points, end, service, tally }))).toEqual(
        board?.lanes.map(({ points, end, service, tally }) => ({ points, end, service, tally })),
      );
      for (const [index, { outcomes }] of lanes.entries()) {
        const sum = Object.values(outcomes).reduce((all, count) => all + count, 0);
        expect(sum).toBe(board?.lanes[index]?.orders.length);
      }
    }
  });

  test('has every student with lane, role and points of each round', () => {
    expect(report.students.map(({ name }) => name)).toEqual(cursor.state.players.map(({ name }) => name));
    for (const { player, rounds, points } of report.students) {
      expect(points).toBe(cursor.scoreboard.totals.players[player] ?? 0);
      expect(rounds.map(({ round }) => round)).toEqual([1, 2, 3]);
      // Roles rotate, and a seat's name says its role.
      for (const { seat, role } of rounds) expect(seat[3]).toBe(role[0]?.toUpperCase());
    }
  });

  test('counts each craft mark once for its student', () => {
    const all = craftMarks(events);
    const counted = report.students.flatMap(({ marks }) => marks).reduce((sum, { count }) => sum + count, 0);
    expect(all.length).toBeGreaterThan(0);
    expect(counted).toBe(all.length);
  });

  test('proposes the next topics as the picture of misconceptions does', () => {
    let needed = 0;
    for (const { player, next } of report.students) {
      const stuck = report.misconceptions.flatMap(({ about, players }) =>
        players.some((one) => one.player === player && one.stands === 'not-yet') ? [about] : [],
      );
      expect([...next].sort()).toEqual([...stuck].sort());
      needed += next.length;
    }
    expect(needed).toBeGreaterThan(0);
    for (const { about, understood, notYet } of report.subjects) {
      const players = report.misconceptions.find((picture) => picture.about === about)?.players ?? [];
      const stuck = players.filter(({ stands }) => stands === 'not-yet').length;
      expect([notYet, understood]).toEqual([stuck, players.length - stuck]);
    }
    expect(report.subjects).toHaveLength(report.misconceptions.length);
  });

  test('sets beliefs beside the truth', () => {
    const predicted = sessionReport(new SessionReading(withPredictions().events));
    expect(predicted.rounds[0]?.lanes[0]?.believed).toEqual({ lost: 1, duplicates: 1 });
    expect(predicted.students.map(({ rounds }) => rounds[0]?.believed)).toEqual([
      { lost: 0, duplicates: 1 },
      { lost: 2, duplicates: 1 },
      undefined,
    ]);
    const truth = predicted.rounds[0]?.lanes[0]?.tally;
    expect(predicted.students[0]?.rounds[0]?.truth).toEqual({ lost: truth?.lost, duplicates: truth?.duplicates });
  });

  test('has nothing of a round whose bell has not rung', () => {
    const open = new RecordedSession();
    open.join('ana');
    open.host({ type: 'startRound' });
    open.play(10_000);
    expect(sessionReport(new SessionReading(open.events))).toMatchObject({
      rounds: [],
      students: [{ rounds: [], marks: [] }],
    });
  });

  test('calls lanes as the teacher named them, for the class and for one student', () => {
    const named = new RecordedSession();
    const player = named.join('ana');
    named.host({ type: 'renameLane', lane: 'L1' as LaneId, name: 'Night owls' });
    const whole = sessionReport(new SessionReading(named.events));
    expect(whole.laneNames).toEqual({ L1: 'Night owls' });
    expect(ownReport(whole, player)?.laneNames).toEqual({ L1: 'Night owls' });
  });

  test('of one student names no other', () => {
    const [first] = report.students;
    const own = first && ownReport(report, first.player);
    expect(own?.student).toEqual(first);
    for (const { name, player } of report.students.slice(1)) {
      expect(JSON.stringify(own)).not.toContain(name);
      expect(JSON.stringify(own)).not.toContain(`"${player}"`);
    }
    expect(ownReport(report, 'nobody' as PlayerId)).toBeUndefined();
  });
});

describe('a gradebook', () => {
  test('has one line for each student', () => {
    const report = sessionReport(new SessionReading(session().events));
    const lines = formatGradebook(report).trim().split('\r\n');
    expect(lines[0]).toBe(
      'name,rounds,points,contracts_kept,customers_served,customers_due,predictions_made,predictions_right,understood,not_yet',
    );
    expect(lines).toHaveLength(report.students.length + 1);
    expect(lines[1]).toMatch(/^Student ana,3,-?\d+,\d,\d+,\d+,0,0,\d+,\d+$/);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1', '\r=1'])(
    'takes no name for a formula: %j',
    (name) => {
      const [cell] = formatCsv([[name]])
        .replace('\uFEFF', '')
        .split('\r\n')
        .slice(0, name.includes('\r') ? 2 : 1);
      expect(cell?.replace(/^"/, '')).toMatch(/^'/);
    },
  );

  test('keeps numbers numbers and quotes line breaks', () => {
    expect(formatCsv([[-5, 'a,b', 'say "x"', undefined, 'Ana']])).toBe('\uFEFF-5,"a,b","say ""x""",,Ana\r\n');
    expect(formatCsv([[-5, 'a;b', 'Ana']], ';')).toBe('\uFEFF-5;"a;b";Ana\r\n');
  });
});
