import type { PlayerCommand } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { expect, test } from 'vitest';
import { summarizeAttempt, SessionReading } from '../src/index.ts';
import { RecordedSession } from './recorded-session.ts';

const roundMs = 80_000;

/** A producer at homework who sends every order that there is, at the seconds named. */
function pace(sendsAt: (second: number) => boolean, autopilot = false) {
  const settings = { ...settingsFor('at-least-once', autopilot ? 'senior' : 'junior'), roundMs };
  const recorded = new RecordedSession(settings, 3, {
    session: 'ana-1',
    solo: { role: 'producer', rounds: 1, homework: { session: 'homework', title: 'Lost', attempt: 1 } },
  });
  const player = recorded.join('ana');
  let seq = 0;
  const submit = (command: PlayerCommand) =>
    recorded.submit({ by: 'player', player, seq: ++seq, id: `ana-${seq}`, command });
  submit({ type: 'leadRound', step: 'start' });
  for (let second = 0; recorded.state.phase === 'playing'; recorded.play(1_000), second++) {
    const unsent = recorded.state.lanes[0]!.orders.filter(({ sendings }) => sendings.length === 0);
    if (!autopilot && sendsAt(second)) {
      for (const { id } of unsent) submit({ type: 'act', action: { do: 'publish', order: id } });
    }
  }
  submit({ type: 'predict', lost: 0, duplicates: 0 });
  const { playedMs, stuckMoments } = summarizeAttempt(new SessionReading(recorded.events))!.report;
  return [playedMs, stuckMoments];
}

test('a student who sends what comes is never stuck', () => {
  expect(pace(() => true)).toEqual([roundMs, 0]);
});

test('who does nothing with a full book is stuck, as often as a step breaks such a time', () => {
  expect(pace(() => false)).toEqual([roundMs, 1]);
  expect(pace((second) => second === 40)).toEqual([roundMs, 2]);
});

test('who waits for what comes is not stuck', () => {
  expect(pace((second) => second % 20 === 0)).toEqual([roundMs, 0]);
});

test('nobody is stuck where machines run by themselves', () => {
  expect(pace(() => false, true)).toEqual([roundMs, 0]);
});
