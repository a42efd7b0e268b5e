import { emptySession, evolve, gameTime } from '@ack-attack/engine';
import { emptyScoreboard, foldScoreboard } from '@ack-attack/scoring';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Keyframes, ReplayCursor } from '../src/index.ts';
import { RecordedSession, troubledSession } from './recorded-session.ts';

const { events } = troubledSession();

describe('a cursor', () => {
  const states = [JSON.stringify(emptySession)];
  const boards = [JSON.stringify(emptyScoreboard)];
  let state = emptySession;
  let board = emptyScoreboard;
  for (const event of events) {
    state = evolve(state, event);
    board = foldScoreboard(board, state, event);
    states.push(JSON.stringify(state));
    boards.push(JSON.stringify(board));
  }

  test('begins where nothing has happened', () => {
    const cursor = new ReplayCursor(events);
    expect(cursor.state).toEqual(emptySession);
    expect([cursor.version, cursor.at, cursor.gameTime]).toEqual([0, 0, 0]);
    expect([cursor.length, cursor.duration]).toEqual([events.length, events.at(-1)?.at]);
  });

  test('shows the fold wherever it goes, from wherever it was', () => {
    const anywhere = fc.array(fc.integer({ min: 0, max: events.length }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anywhere, fc.integer({ min: 1, max: 300 }), (versions, every) => {
        const cursor = new ReplayCursor(events, new Keyframes(events, every));
        for (const version of versions) {
          cursor.seek(version);
          expect(cursor.version).toBe(version);
          expect(JSON.stringify(cursor.state)).toBe(states[version]);
          expect(JSON.stringify(cursor.scoreboard)).toBe(boards[version]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('steps by events, and stays at an end', () => {
    const cursor = new ReplayCursor(events);
    cursor.step();
    cursor.step(4);
    expect(cursor.version).toBe(5);
    cursor.step(-2);
    expect(cursor.version).toBe(3);
    cursor.step(-10);
    expect(cursor.version).toBe(0);
    cursor.seek(Infinity);
    expect(cursor.version).toBe(events.length);
    cursor.step();
    expect(cursor.version).toBe(events.length);
  });

  test('goes to a time, after everything of that time', () => {
    const cursor = new ReplayCursor(events);
    fc.assert(
      fc.property(fc.integer({ min: -10, max: cursor.duration + 10 }), (atMs) => {
        cursor.seekTime(atMs);
        expect(cursor.version).toBe(events.filter(({ at }) => at <= atMs).length);
        expect(cursor.at).toBe(Math.min(Math.max(atMs, 0), cursor.duration));
      }),
    );
  });

  const every = 20;

  /** The log, and which of its events somebody has read since. */
  function watched() {
    const folded = new Set<number>();
    const log = events.map(
      (event, index) =>
        new Proxy(event, {
          get: (target, key) => {
            folded.add(index);
            return Reflect.get(target, key) as unknown;
          },
        }),
    );
    return { log, folded };
  }

  test('folds nothing beyond the keyframe after the place that is looked at', () => {
    const { log, folded } = watched();
    const cursor = new ReplayCursor(log, new Keyframes(log, every));
    folded.clear();
    cursor.seek(90);
    expect(Math.max(...folded)).toBeLessThan(100);
  });

  test('folds at most the events between two keyframes', () => {
    const { log, folded } = watched();
    const keyframes = new Keyframes(log, every);
    const cursor = new ReplayCursor(log, keyframes);
    while (keyframes.grow());
    for (const version of [events.length, 1, 19, events.length - 1, 20, 139, 120, 159]) {
      folded.clear();
      cursor.seek(version);
      expect(folded.size).toBeLessThan(every);
    }
  });
});

describe('game time', () => {
  const session = new RecordedSession();
  session.wait(1_000);
  session.host({ type: 'startRound' });
  session.play(5_000);
  session.host({ type: 'pauseRound' });
  session.wait(20_000);
  session.host({ type: 'resumeRound' });
  session.play(5_000);
  const served = session.state.at;
  session.wait(30_000);
  session.server({ type: 'tick' });
  session.play(5_000);

  const cursor = new ReplayCursor(session.events);
  const at = (ms: number) => {
    cursor.seekTime(ms);
    return cursor.gameTime;
  };

  test('runs between events', () => {
    expect(at(3_000)).toBe(2_000);
    expect(at(3_001)).toBe(2_001);
  });

  test('stands while the round is paused', () => {
    expect(at(6_000)).toBe(5_000);
    expect(at(15_000)).toBe(5_000);
    expect(at(27_000)).toBe(6_000);
  });

  test('stands while no server ran the session, and never runs back', () => {
    expect(session.events.some(({ type }) => type === 'clockHeld')).toBe(true);
    let last = 0;
    for (let ms = served; ms <= cursor.duration; ms += 100) {
      const now = at(ms);
      expect(now).toBeGreaterThanOrEqual(last);
      expect(now).toBeLessThanOrEqual(gameTime(session.state, session.state.at));
      last = now;
    }
    expect(at(served + 20_000)).toBe(at(served + 10_000));
  });
});
