import { describe, expect, it } from 'vitest';
import {
  decide,
  emptySession,
  nextDueAt,
  type FaultPlan,
  type HomeworkTerms,
  type PlayerId,
  type ServerCommand,
  type SoloStep,
  type SoloTerms,
} from '../src/index.ts';
import { epoch, settingsWith, Table } from './table.ts';

const plan: FaultPlan = {
  id: 'p',
  name: 'n',
  teaches: 't',
  steps: [
    {
      atMs: 1_000,
      lane: 'all',
      deed: { type: 'injectFault', what: { kind: 'drop', leg: 'publish' }, span: { rate: 0.5, forMs: 50_000 } },
    },
  ],
};
const solo: SoloTerms = { role: 'producer', rounds: 1 };
const homework: HomeworkTerms = { title: 'Lost confirms', rounds: 1, attempts: 2, sameOrders: true };

const alone = (terms: Partial<SoloTerms> = {}, settings = settingsWith()) =>
  new Table(settings, 7, { solo: { ...solo, ...terms } }).join('ana');
/** Lets time pass with somebody serving the session all the while. */
const pass = (table: Table, ms: number) => {
  for (const end = table.now + ms; table.now < end;) table.tick(Math.min(1_000, end - table.now));
};
const lead = (table: Table, step: SoloStep) => table.accept(table.asPlayer('ana', { type: 'leadRound', step }));
const connect = (table: Table, connected: boolean) =>
  table.server({ type: 'setPlayerConnected', player: 'ana' as PlayerId, connected });
const types = (events: readonly { type: string }[]) => events.map(({ type }) => type);

describe('a session for one', () => {
  it.each(['producer', 'broker', 'consumer'] as const)('ENG-151: seats its student as %s in every round', (role) => {
    const table = alone({ role, rounds: 2 });
    for (const round of [1, 2]) {
      lead(table, 'start');
      expect(table.state).toMatchObject({ round, phase: 'playing' });
      expect(table.state.lanes).toHaveLength(1);
      expect(table.lane.seats.map((seat) => [seat.role, seat.driver, seat.player])).toEqual(
        (['producer', 'broker', 'consumer'] as const).map((other) =>
          other === role ? [role, 'player', 'ana'] : [other, 'bot', undefined],
        ),
      );
      pass(table, 60_000);
      table.accept(table.asPlayer('ana', { type: 'predict', lost: 0, duplicates: 0 }));
    }
  });

  it('ENG-151: lets no other player in', () => {
    const join = { type: 'joinSession', player: 'ben' as PlayerId, name: 'Ben', tokenHash: 'ben' } as const;
    expect(alone().refusal({ by: 'server', command: join })).toBe('room-full');
  });

  it('ENG-152: is led by its student, with its plan in every round', () => {
    const table = alone({ rounds: 2, plan });
    expect(types(lead(table, 'start')).slice(1)).toEqual(['roundStarted', 'planStarted']);
    lead(table, 'pause');
    expect(table.refusal(table.asPlayer('ana', { type: 'leadRound', step: 'start' }))).toBe('wrong-phase');
    lead(table, 'resume');
    pass(table, 60_000);
    table.accept(table.asPlayer('ana', { type: 'predict', lost: 0, duplicates: 0 }));
    expect(types(lead(table, 'start')).slice(1)).toEqual(['roundClosed', 'roundStarted', 'planStarted']);
    expect(types(lead(table, 'end')).slice(1)).toEqual(['bellRang', 'sessionFinished']);
    expect(table.refusal(table.asPlayer('ana', { type: 'leadRound', step: 'start' }))).toBe('wrong-phase');
  });

  it('ENG-152: leaves nothing to a host but its end and its names, and a hosted session nothing to its players', () => {
    const table = alone();
    expect(table.refusal(table.asHost({ type: 'startRound' }))).toBe('not-offered');
    lead(table, 'start');
    expect(table.refusal(table.asHost({ type: 'ringBell' }))).toBe('not-offered');
    expect(table.refusal(table.asHost({ type: 'healFaults', lane: 'all' }))).toBe('not-offered');
    expect(types(table.host({ type: 'finishSession' }))).toContain('sessionFinished');
    const hosted = new Table().join('ana');
    expect(hosted.refusal(hosted.asPlayer('ana', { type: 'leadRound', step: 'start' }))).toBe('not-offered');
  });

  it('ENG-153: stands still while its student is away', () => {
    const table = alone({}, settingsWith({ orderEveryMs: 1_000 }));
    lead(table, 'start');
    pass(table, 10_000);
    const before = table.lane.orders.length;
    expect(types(connect(table, false))).toEqual(['playerDisconnected', 'roundPaused']);
    expect(nextDueAt(table.state)).toBeUndefined();
    table.tick(3_600_000);
    expect(table.lane.orders).toHaveLength(before);
    expect(table.lane.seats[0]?.driver).toBe('player');
    expect(table.state.pauseCause).toBe('student-away');
    expect(types(connect(table, true))).toEqual(['playerConnected', 'roundResumed']);
    expect(table.state).toMatchObject({ phase: 'playing', clock: { base: 3_600_000 } });
    pass(table, 49_999);
    expect(table.state.phase).toBe('playing');
    table.tick(1);
    expect(table.state.phase).toBe('predicting');
  });

  it('ENG-153: keeps a pause that its student asked for, and waits for no host', () => {
    const table = alone();
    lead(table, 'start');
    table.server({ type: 'setHostConnected', connected: true });
    table.server({ type: 'setHostConnected', connected: false });
    pass(table, 30_000);
    expect(table.state.phase).toBe('playing');
    lead(table, 'pause');
    connect(table, false);
    expect(types(connect(table, true))).toEqual(['playerConnected']);
    expect(table.state).toMatchObject({ phase: 'paused' });
    lead(table, 'resume');
    expect(table.state.phase).toBe('playing');
  });

  it('ENG-153: stands still while its phone is not looked at, and goes on when it is, also over a new connection', () => {
    const table = alone();
    lead(table, 'start');
    expect(types(lead(table, 'away')).slice(1)).toEqual(['roundPaused']);
    expect(table.state.pauseCause).toBe('student-away');
    expect(types(lead(table, 'back')).slice(1)).toEqual(['roundResumed']);
    expect(table.refusal(table.asPlayer('ana', { type: 'leadRound', step: 'back' }))).toBe('wrong-phase');
    lead(table, 'away');
    expect(types(connect(table, false))).toEqual(['playerDisconnected']);
    expect(types(connect(table, true))).toEqual(['playerConnected', 'roundResumed']);
    lead(table, 'pause');
    expect(types(lead(table, 'back')).slice(1)).toEqual([]);
    expect(table.state.phase).toBe('paused');
  });

  it('ENG-154: shows the truth with the prediction, however long that takes, and ends with the last', () => {
    const table = alone({ rounds: 2 });
    const predict = () => table.accept(table.asPlayer('ana', { type: 'predict', lost: 1, duplicates: 2 }));
    lead(table, 'start');
    pass(table, 60_000);
    expect(nextDueAt(table.state)).toBeUndefined();
    table.tick(86_400_000);
    expect(table.state.phase).toBe('predicting');
    expect(types(predict()).slice(1)).toEqual(['predictionMade', 'truthRevealed']);
    lead(table, 'start');
    pass(table, 60_000);
    expect(types(predict()).slice(1)).toEqual(['predictionMade', 'truthRevealed', 'sessionFinished']);
  });

  it('ENG-155: meets the same orders and the same faults as any other with its seed', () => {
    const play = (waitMs: number) => {
      const table = alone({ plan }, settingsWith({ orderEveryMs: 2_000 }));
      table.tick(waitMs);
      lead(table, 'start');
      const from = table.log.length;
      let sent = 0;
      for (let second = 0; second < 40; second++) {
        table.tick(1_000);
        for (const { id } of table.lane.orders.slice(sent)) {
          table.accept(table.asPlayer('ana', { type: 'act', action: { do: 'publish', order: id } }));
          sent++;
        }
      }
      return table.log.slice(from).flatMap((event) => {
        if (event.type === 'orderPlaced')
          return [`${event.at - waitMs} ${event.order} ${JSON.stringify(event.content)}`];
        return event.type === 'packetDropped' ? [`${event.at - waitMs} ${event.packet} lost`] : [];
      });
    };
    const first = play(0);
    expect(first.filter((line) => line.endsWith('lost')).length).toBeGreaterThan(2);
    expect(play(5_000)).toEqual(first);
  });
});

describe('homework', () => {
  const set = (terms: Partial<HomeworkTerms> = {}) =>
    new Table(settingsWith(), 7, { homework: { ...homework, ...terms } }).join('ana');
  const open = (player: string, number: number): ServerCommand => ({
    type: 'openAttempt',
    player: player as PlayerId,
    session: `of-${player}-${number}`,
    number,
  });
  const refused = (table: Table, command: ServerCommand) => table.refusal({ by: 'server', command });
  const joining: ServerCommand = { type: 'joinSession', player: 'ben' as PlayerId, name: 'Ben', tokenHash: 'ben' };

  it('ENG-156: has students and no round', () => {
    const table = set();
    expect(table.refusal(table.asHost({ type: 'startRound' }))).toBe('not-offered');
    expect(table.refusal(table.asPlayer('ana', { type: 'leadRound', step: 'start' }))).toBe('not-offered');
    expect(refused(new Table().join('ana'), open('ana', 1))).toBe('not-offered');
    table.host({ type: 'removePlayer', player: 'ana' as PlayerId });
    expect(refused(table, open('ana', 1))).toBe('unknown-player');
  });

  it('ENG-156: takes no student in and lets no attempt begin once it is closed', () => {
    const dated = set({ closesAt: epoch + 10_000 });
    dated.tick(9_999);
    dated.server(open('ana', 1));
    dated.now += 1;
    expect(refused(dated, open('ana', 2))).toBe('homework-closed');
    expect(refused(dated, joining)).toBe('homework-closed');
    const ended = set();
    ended.host({ type: 'finishSession' });
    expect(refused(ended, open('ana', 1))).toBe('homework-closed');
    expect(refused(ended, joining)).toBe('homework-closed');
  });

  it('ENG-157: counts every attempt once, and no more than it allows', () => {
    const table = set().join('ben');
    table.server(open('ana', 1));
    expect(refused(table, open('ana', 1))).toBe('stale-command');
    expect(refused(table, open('ana', 3))).toBe('stale-command');
    table.server(open('ana', 2));
    expect(refused(table, open('ana', 3))).toBe('attempts-used');
    table.server(open('ben', 1));
    expect(table.state.attempts).toEqual([
      { player: 'ana', session: 'of-ana-1' },
      { player: 'ana', session: 'of-ana-2' },
      { player: 'ben', session: 'of-ben-1' },
    ]);
  });

  it.each<[string, { solo?: SoloTerms; homework?: HomeworkTerms }, string]>([
    ['no title', { homework: { ...homework, title: ' \u200b ' } }, 'settings-invalid'],
    ['a long title', { homework: { ...homework, title: 'x'.repeat(81) } }, 'settings-invalid'],
    ['no round', { solo: { ...solo, rounds: 0 } }, 'settings-invalid'],
    ['many rounds', { homework: { ...homework, rounds: 6 } }, 'settings-invalid'],
    ['half an attempt', { homework: { ...homework, attempts: 1.5 } }, 'settings-invalid'],
    ['many attempts', { homework: { ...homework, attempts: 11 } }, 'settings-invalid'],
    ['an end at no time', { homework: { ...homework, closesAt: NaN } }, 'settings-invalid'],
    ['an empty plan', { solo: { ...solo, plan: { ...plan, steps: [] } } }, 'plan-invalid'],
    ['an empty plan as homework', { homework: { ...homework, plan: { ...plan, steps: [] } } }, 'plan-invalid'],
  ])('ENG-158: is refused with %s', (_, terms, code) => {
    const opening = {
      type: 'openSession',
      session: 's',
      roomCode: 'ABCDEF',
      seed: 1,
      settings: settingsWith(),
    } as const;
    const command = { ...opening, hostTokenHash: 'h', stageTokenHash: 's', ...terms };
    expect(decide(emptySession, { by: 'server', command }, epoch)).toMatchObject({
      outcome: 'rejected',
      rejection: { code },
    });
  });
});
