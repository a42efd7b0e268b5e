import { playBots, type PlayOptions } from '@ack-attack/bots';
import {
  decide,
  emptySession,
  type Command,
  type GameEvent,
  type HostCommand,
  type PlayerId,
  type RoundSettings,
  type ServerCommand,
  type SessionState,
} from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';

type Opening = Extract<ServerCommand, { type: 'openSession' }>;

const epoch = 1_700_000_000_000;

/** A session in the making: what tests say happens, bots play the rest. Times are epoch ms from `epoch`. */
export class RecordedSession {
  readonly events: GameEvent[] = [];
  state: SessionState = emptySession;
  now = epoch;
  #seq = 0;

  constructor(settings: Partial<RoundSettings> = {}, seed = 7, terms: Partial<Opening> = {}) {
    this.server({
      type: 'openSession',
      session: 'recorded',
      roomCode: 'RECORD',
      hostTokenHash: 'hash-of-the-host',
      stageTokenHash: 'hash-of-the-stage',
      seed,
      settings: { ...settingsFor('at-least-once', 'middle'), roundMs: 90_000, ...settings },
      ...terms,
    });
  }

  server(command: ServerCommand): void {
    this.submit({ by: 'server', command });
  }

  host(command: HostCommand): void {
    this.#seq += 1;
    this.submit({ by: 'host', seq: this.#seq, id: `host-${this.#seq}`, command });
  }

  join(id: string): PlayerId {
    const player = id as PlayerId;
    this.server({ type: 'joinSession', player, name: `Student ${id}`, tokenHash: `hash-of-${id}` });
    return player;
  }

  submit(command: Command): void {
    const decision = decide(this.state, command, this.now);
    if (decision.outcome !== 'accepted') throw new Error(`${JSON.stringify(command)} was ${JSON.stringify(decision)}`);
    this.state = decision.state;
    this.events.push(...decision.events);
  }

  /** Lets bots play for a time, by the round's textbook where no other is named. */
  play(forMs: number, options: PlayOptions = {}): void {
    this.now += forMs;
    const { state, events } = playBots(this.state, this.now, options);
    this.state = state;
    this.events.push(...events);
  }

  /** Time passes and nobody serves the session. */
  wait(forMs: number): void {
    this.now += forMs;
  }
}

/** Two rounds with every kind of trouble: drops, duplicates, crashes, a pause, an outage, phones that go. */
export function troubledSession(seed = 7, { finish = true } = {}): RecordedSession {
  const session = new RecordedSession({ predictMs: 0 }, seed);
  const players = ['ana', 'ben', 'cleo', 'dan', 'eva'].map((id) => session.join(id));
  const [ana, ben] = players as [PlayerId, PlayerId];
  // The bots play from the start for those who go before the round.
  for (const player of players) session.server({ type: 'setPlayerConnected', player, connected: false });
  for (const contract of ['at-most-once', 'exactly-once'] as const) {
    session.host({
      type: 'configureRound',
      settings: { ...settingsFor(contract, 'middle'), roundMs: 90_000, predictMs: 0 },
    });
    session.host({ type: 'startRound' });
    session.play(8_000);
    session.host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'publish' }, span: { next: 3 } });
    session.server({ type: 'setPlayerConnected', player: ana, connected: true });
    session.server({ type: 'setPlayerConnected', player: ana, connected: false });
    session.play(10_000);
    session.host({ type: 'pauseRound' });
    session.wait(20_000);
    session.host({ type: 'resumeRound' });
    session.host({ type: 'injectFault', lane: 'all', what: { kind: 'duplicate', leg: 'deliver' }, span: { next: 2 } });
    session.play(12_000);
    session.wait(30_000);
    session.server({ type: 'tick' });
    session.host({ type: 'injectFault', lane: 'all', what: { kind: 'crash', role: 'broker' }, span: { forMs: 4_000 } });
    session.server({ type: 'setPlayerConnected', player: ben, connected: true });
    session.play(9_000);
    session.server({ type: 'setPlayerConnected', player: ben, connected: false });
    session.play(60_000);
    if (session.state.phase === 'playing') session.host({ type: 'ringBell' });
    session.host({ type: 'revealTruth' });
    session.host({ type: 'closeRound' });
  }
  if (finish) session.host({ type: 'finishSession' });
  return session;
}
