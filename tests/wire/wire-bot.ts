import { chooseAction, paceMs, wakesAt, type BotContext } from '@ack-attack/bots';
import {
  ClientError,
  createClient,
  memoryStorage,
  systemSchedule,
  type Client,
  type ClientOptions,
} from '@ack-attack/client';
import type { Contract, PlayerCommand } from '@ack-attack/engine';
import type { CommandResult, PhoneView, Welcome } from '@ack-attack/protocol';

export interface WireBotOptions extends Partial<Omit<ClientOptions<'phone'>, 'as'>> {
  name: string;
  /** The same seed gives the same pauses. */
  seed: number;
  /** Whose textbook it follows; the round's own where it is absent. */
  contract?: Contract;
  /** How long it thinks after its last action, in ms; about as long as the server's bots where it is absent. */
  thinkMs?: number;
}

/** A student's phone that plays by itself: a real client that acts on nothing but its own view. */
export interface WireBot {
  readonly client: Client<'phone'>;
  /** Every answer that came, in order. */
  readonly answers: readonly { command: PlayerCommand; answer: CommandResult }[];
  join(room: string): Promise<Welcome>;
  /** Plays no further; what was given is still sent. */
  rest(): void;
  close(): void;
}

/** How long it waits for the view that shows what it did. */
const viewWithinMs = 3_000;

export function createWireBot(options: WireBotOptions): WireBot {
  const { name, seed, contract, thinkMs, ...parts } = options;
  const schedule = parts.schedule ?? systemSchedule;
  const client = createClient({ ...parts, as: 'phone', storage: parts.storage ?? memoryStorage() });
  const answers: { command: PlayerCommand; answer: CommandResult }[] = [];
  let awaited = 0;
  let waiting = false;
  let playing = true;
  let predicted = 0;
  let cancelWake: (() => void) | undefined;

  function wakeIn(ms: number): void {
    cancelWake?.();
    cancelWake = Number.isFinite(ms) ? schedule(look, Math.max(1, ms)) : undefined;
  }

  function look(): void {
    const { view, status } = client;
    if (!playing || waiting || status !== 'online' || !view || client.version < awaited) return;
    if (view.phase === 'playing') play(view);
    if (view.phase === 'predicting' && view.seat && !view.prediction && predicted < view.round) {
      predicted = view.round;
      give({ type: 'predict', lost: seed % 3, duplicates: seed % 2 });
    }
  }

  function play({ seat, settings, clock }: PhoneView): void {
    if (!seat || seat.driver !== 'player') return;
    const now = clock.stoppedAt ?? client.serverNow() - clock.startedAt;
    const context: BotContext = { settings, now, seed };
    const ready = seat.actedAt + (thinkMs ?? paceMs(seat, context));
    if (now < ready) return wakeIn(ready - now);
    const choice = chooseAction(seat, context, contract);
    if (choice) give({ type: 'act', action: choice.action });
    else wakeIn(wakesAt(seat, context, contract) - now);
  }

  function give(command: PlayerCommand): void {
    waiting = true;
    client.send(command).then(
      (answer) => {
        waiting = false;
        answers.push({ command, answer });
        if (answer.outcome === 'accepted') awaited = answer.version;
        cancelWake?.();
        // What was refused was chosen from a view that is out of date.
        cancelWake = schedule(() => {
          awaited = 0;
          look();
        }, viewWithinMs);
        if (client.version >= awaited && answer.outcome === 'accepted') look();
      },
      (error: unknown) => {
        waiting = false;
        if (!(error instanceof ClientError)) throw error;
      },
    );
  }

  const stopListening = client.subscribe(look);

  return {
    client,
    answers,
    join: (room) => client.join(room, name),
    rest() {
      playing = false;
      cancelWake?.();
    },
    close() {
      playing = false;
      cancelWake?.();
      stopListening();
      client.close();
    },
  };
}
