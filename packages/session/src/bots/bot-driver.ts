import { chooseBotAction, paceMs, policyOf, policyWakesAt } from '@ack-attack/bots';
import {
  clockAt,
  viewSeat,
  type Command,
  type Lane,
  type RoundSettings,
  type Seat,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';

/** Until when a machine has nothing to do if nothing happens in its lane. */
interface Rest {
  lane: Lane;
  /** Game ms. */
  until: number;
}

/** How often to look for machines that act by themselves, in ms: so often that hardly any of them is kept waiting. */
export function lookEveryMs({ paceMs: [shortest] }: RoundSettings): number {
  return Math.min(200, Math.max(20, Math.floor((shortest * 3) / 4)));
}

/** Acts for every seat that a bot drives, and on autopilot for all, each from nothing but its own seat's view. */
export class BotDriver {
  readonly #rests = new Map<SeatId, Rest>();

  /** What they do at this moment. One whose command was refused waits for something to happen in its lane. */
  commands(state: SessionState, now: number): readonly Command[] {
    if (state.phase !== 'playing') return [];
    const game = clockAt(state, now).game;
    const commands: Command[] = [];
    for (const lane of state.lanes) {
      for (const seat of lane.seats) {
        if (!actsByItself(state, seat) || seat.down || (seat.busyUntil ?? 0) > game) continue;
        const rest = this.#rests.get(seat.id);
        if (rest?.lane === lane && rest.until > game) continue;
        const command = this.#think(state, lane, seat, game);
        if (command) commands.push(command);
      }
    }
    return commands;
  }

  /** Nothing of what was chosen last came to pass: it may be chosen again. */
  forget(): void {
    this.#rests.clear();
  }

  #think(state: SessionState, lane: Lane, seat: Seat, now: number): Command | undefined {
    const { settings, seed } = state;
    // A view costs more than this look at the clock.
    if (seat.actedAt + settings.paceMs[0] > now) return undefined;
    const view = viewSeat(state, lane.id, seat.id);
    if (!view) return undefined;
    const context = { settings, seed, now };
    const readyAt = view.actedAt + paceMs(view, context);
    const choice = chooseBotAction(view, context);
    const until = readyAt > now ? readyAt : choice ? Infinity : policyWakesAt(view, policyOf(view, context), context);
    this.#rests.set(seat.id, { lane, until });
    return choice && { by: 'bot', lane: lane.id, seat: seat.id, action: choice.action };
  }
}

export function hasBots(state: SessionState): boolean {
  return state.lanes.some((lane) => lane.seats.some((seat) => actsByItself(state, seat)));
}

function actsByItself({ settings }: SessionState, seat: Seat): boolean {
  return settings.autopilot || seat.driver === 'bot';
}
