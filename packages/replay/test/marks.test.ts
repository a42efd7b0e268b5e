import type { GameEvent, LaneId, Profile } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { tallyAtBell, tallyLive } from '@ack-attack/scoring';
import { describe, expect, test } from 'vitest';
import { marks, ReplayCursor, type Mark } from '../src/index.ts';
import { RecordedSession, troubledSession } from './recorded-session.ts';

function ofKind<K extends Mark['kind']>(all: readonly Mark[], kind: K): readonly Extract<Mark, { kind: K }>[] {
  return all.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
}

function count(events: readonly GameEvent[], type: GameEvent['type']): number {
  return events.filter((event) => event.type === type).length;
}

// Between them the seeds lose and repeat orders in both rounds.
describe.each([7, 8, 9])('the marks of a session, seed %i', (seed) => {
  const { events } = troubledSession(seed);
  const found = marks(events);

  test('stand in order of time, each at a version where it has just happened', () => {
    const cursor = new ReplayCursor(events);
    let last = 0;
    for (const mark of found) {
      expect(mark.version).toBeGreaterThanOrEqual(last);
      last = mark.version;
      cursor.seek(mark.version);
      expect([cursor.at, cursor.state.round]).toEqual([mark.at, mark.round]);
    }
  });

  test('are one for each fault, crash, bell and lost connection', () => {
    expect(ofKind(found, 'crash')).toHaveLength(count(events, 'machineCrashed'));
    expect(ofKind(found, 'fault').length + ofKind(found, 'crash').length).toBe(count(events, 'faultInjected'));
    expect(ofKind(found, 'bell').map(({ round }) => round)).toEqual([1, 2]);
    expect(ofKind(found, 'disconnection')).toHaveLength(count(events, 'playerDisconnected'));
  });

  test('of duplicates and losses add up to the tallies', () => {
    const cursor = new ReplayCursor(events);
    for (const bell of ofKind(found, 'bell')) {
      cursor.seek(bell.version);
      for (const lane of cursor.state.lanes) {
        const tally = tallyAtBell(lane);
        const here = found.filter((mark) => mark.round === bell.round && 'lane' in mark && mark.lane === lane.id);
        expect(ofKind(here, 'duplicate')).toHaveLength(tally.duplicates);
        expect(ofKind(here, 'loss')).toHaveLength(tally.lost);
        expect(ofKind(here, 'loss').filter(({ silent }) => silent)).toHaveLength(tally.lostSilently);
      }
    }
  });
});

test('the sessions of the bots have duplicates and losses to mark', () => {
  const all = [7, 8, 9].flatMap((seed) => marks(troubledSession(seed).events));
  expect(ofKind(all, 'duplicate').length).toBeGreaterThan(0);
  expect(ofKind(all, 'loss').length).toBeGreaterThan(0);
});

describe('a loss', () => {
  /** A delivery is dropped, and the producer strikes the order from its book. */
  function lossesOf(ackMode: Profile['ackMode']) {
    const settings = settingsFor('at-most-once', 'junior');
    const session = new RecordedSession({ ...settings, profile: { ...settings.profile, ackMode }, roundMs: 40_000 });
    session.host({ type: 'startRound' });
    session.host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'deliver' }, span: { next: 1 } });
    session.play(30_000);
    session.host({ type: 'ringBell' });
    return { events: session.events, lost: ofKind(marks(session.events), 'loss') };
  }

  test('is marked where the last thing went that could have brought it back', () => {
    const { events, lost } = lossesOf('auto');
    expect(lost).toHaveLength(1);
    const version = lost[0]?.version ?? 0;
    const cursor = new ReplayCursor(events);
    const live = (at: number) => {
      cursor.seek(at);
      return cursor.state.lanes.map((lane) => tallyLive(lane).lost)[0];
    };
    expect(version).toBeLessThan(events.length);
    expect([live(version - 1), live(version)]).toEqual([0, 1]);
    expect(lost[0]?.at).toBe(events[version - 1]?.at);
  });

  test('is marked at the bell where a memory held it till then', () => {
    const { events, lost } = lossesOf('manual');
    expect(lost.map(({ version }) => version)).toEqual([events.length]);
  });
});

test('losses on autopilot are marked each where the live tally rises', () => {
  const session = new RecordedSession({ ...settingsFor('at-most-once', 'senior'), roundMs: 20_000 });
  session.host({ type: 'startRound' });
  const span = { rate: 0.3, forMs: 20_000 };
  session.host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'deliver' }, span });
  session.play(18_000);
  session.host({ type: 'ringBell' });
  const lost = ofKind(marks(session.events), 'loss').filter(({ version }) => version < session.events.length);
  expect(lost.length).toBeGreaterThan(5);
  const cursor = new ReplayCursor(session.events);
  const live = (version: number, lane: LaneId) => {
    cursor.seek(version);
    const of = cursor.state.lanes.find(({ id }) => id === lane);
    return of ? tallyLive(of).lost : 0;
  };
  for (const { version, lane } of lost) expect(live(version, lane)).toBe(live(version - 1, lane) + 1);
});

describe('a real connection that goes', () => {
  const session = new RecordedSession();
  const early = session.join('early');
  session.server({ type: 'setPlayerConnected', player: early, connected: false });
  session.server({ type: 'setPlayerConnected', player: early, connected: true });
  session.host({ type: 'startRound' });
  session.wait(1_000);
  session.server({ type: 'setPlayerConnected', player: early, connected: false });
  session.server({ type: 'setHostConnected', connected: true });
  session.server({ type: 'setHostConnected', connected: false });
  const found = marks(session.events);

  test('is marked with its seat where there is one, and is no fault', () => {
    const seat = session.state.players[0]?.seat;
    expect(seat).toBeDefined();
    expect(found.map(({ at: _at, version: _version, ...mark }) => mark)).toEqual([
      { kind: 'disconnection', round: 0, who: early },
      { kind: 'disconnection', round: 1, who: early, lane: 'L1' as LaneId, seat },
      { kind: 'disconnection', round: 1, who: 'host' },
    ]);
  });
});
