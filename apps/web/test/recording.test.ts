import { emptySession, evolve, type GameEvent } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { ReplayCursor } from '@ack-attack/replay';
import { emptyScoreboard, foldScoreboard, withDetails } from '@ack-attack/scoring';
import { expect, test } from 'vitest';
import { RecordedSession, troubledSession } from '../../../packages/replay/test/recorded-session.ts';
import { openRecording, recordedResult } from '../src/replay/recording/recording.ts';

/** Two rounds on autopilot, in which orders close. */
function autopilotSession(): RecordedSession {
  const session = new RecordedSession({ ...settingsFor('exactly-once', 'senior'), roundMs: 15_000, predictMs: 0 }, 3);
  for (const id of ['ana', 'ben', 'cleo']) session.join(id);
  for (let round = 1; round <= 2; round++) {
    session.host({ type: 'startRound' });
    session.host({
      type: 'injectFault',
      lane: 'all',
      what: { kind: 'drop', leg: 'ack' },
      span: { rate: 0.3, forMs: 9_000 },
    });
    session.play(20_000);
    session.host({ type: 'revealTruth' });
    session.host({ type: 'closeRound' });
  }
  return session;
}

test.each<[string, readonly GameEvent[]]>([
  ['by hand, with every trouble', troubledSession(7).events],
  ['on autopilot', autopilotSession().events],
])('a round that is folded from its own beginning is as in the whole log: %s', (_name, events) => {
  const recording = openRecording(events, '')!;
  expect(recording.rounds).toHaveLength(2);
  let board = emptyScoreboard;
  let state = emptySession;
  const whole = [state];
  for (const event of events) {
    state = evolve(state, event);
    board = foldScoreboard(board, state, event);
    whole.push(state);
  }
  const results = withDetails(board, events).rounds;
  for (const round of [...recording.rounds].reverse()) {
    const cursor = new ReplayCursor(events, recording.keyframes.get(round));
    // Forth and back, and beyond both ends.
    for (const version of [round.last + 9, 0, round.first, ...Array.from({ length: 40 }, (_, at) => at * 97)]) {
      const at = round.first + (version % (round.last - round.first + 1));
      cursor.seek(at);
      expect(cursor.state).toEqual(whole[at]);
    }
    expect(recordedResult(recording, round)).toEqual(results.find((one) => one.round === round.round));
  }
});
