import type { GameEvent } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { RecordedSession } from '../../packages/replay/test/recorded-session.ts';

const students = 60;
const lesson = [
  ['at-most-once', 'junior'],
  ['at-least-once', 'junior'],
  ['at-least-once', 'middle'],
  ['exactly-once', 'middle'],
  ['exactly-once', 'middle'],
] as const;

/** An hour of a class of 60: five rounds of eight minutes with every kind of fault, and the talk in between. */
export function hourLog(): readonly GameEvent[] {
  const session = new RecordedSession({ predictMs: 0 }, 5);
  const players = Array.from({ length: students }, (_, index) => session.join(`u${index + 1}`));
  // The bots play for those who go, and the class is there for the truth.
  const gone = (connected: boolean) => {
    for (const player of players) session.server({ type: 'setPlayerConnected', player, connected });
  };
  for (const [contract, level] of lesson) {
    const settings = { ...settingsFor(contract, level), roundMs: 480_000, predictMs: 0, orderEveryMs: 8_000 };
    session.host({ type: 'configureRound', settings });
    session.host({ type: 'startRound' });
    gone(false);
    for (const leg of ['publish', 'confirm', 'deliver', 'ack'] as const) {
      for (const kind of ['drop', 'duplicate'] as const) {
        const span = { rate: 0.08, forMs: settings.roundMs };
        session.host({ type: 'injectFault', lane: 'all', what: { kind, leg }, span });
      }
    }
    session.play(settings.roundMs / 2);
    session.host({ type: 'injectFault', lane: 'all', what: { kind: 'crash', role: 'broker' }, span: { forMs: 4_000 } });
    session.play(settings.roundMs);
    gone(true);
    session.host({ type: 'revealTruth' });
    session.host({ type: 'closeRound' });
    session.wait(240_000);
  }
  session.host({ type: 'finishSession' });
  return session.events;
}
