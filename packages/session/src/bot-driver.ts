import { chooseBotAction } from '@ack-attack/bots';
import { clockAt, viewSeat, type Command, type SessionState } from '@ack-attack/engine';

/** What the bots of a session do at this moment, each from nothing but its own seat's view. */
export function botCommands(state: SessionState, now: number): readonly Command[] {
  if (state.phase !== 'playing') return [];
  const { settings, seed } = state;
  const context = { settings, seed, now: clockAt(state, now).game };
  const commands: Command[] = [];
  for (const lane of state.lanes) {
    for (const seat of lane.seats) {
      if (seat.driver !== 'bot' || seat.down) continue;
      const view = viewSeat(state, lane.id, seat.id);
      const choice = view && chooseBotAction(view, context);
      if (choice) commands.push({ by: 'bot', lane: lane.id, seat: seat.id, action: choice.action });
    }
  }
  return commands;
}

export function hasBots(state: SessionState): boolean {
  return state.lanes.some((lane) => lane.seats.some((seat) => seat.driver === 'bot'));
}
