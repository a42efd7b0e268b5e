import {
  decide,
  gameTime,
  nextDueAt,
  viewSeat,
  type Action,
  type Clock,
  type Command,
  type Contract,
  type GameEvent,
  type HostCommand,
  type Lane,
  type LaneId,
  type Rejection,
  type Seat,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import type { BotContext } from './choice.ts';
import { chooseAction, paceMs, wakesAt } from './policy.ts';

/** A host's command at its time. */
export interface TimedCommand {
  /** Epoch ms. */
  at: number;
  command: HostCommand;
}

export interface PlayOptions {
  /** Whose textbook a bot follows; the round's own contract where this is absent or says nothing. */
  textbook?: (lane: LaneId, seat: Seat) => Contract | undefined;
  /** What the host does meanwhile, in order of time. */
  timetable?: readonly TimedCommand[];
}

/** A command that the engine refused, with the time it was given. */
export interface RefusedCommand {
  command: Command;
  rejection: Rejection;
  /** Epoch ms. */
  at: number;
}

export interface BotGame {
  state: SessionState;
  /** What was appended to the log, oldest first. */
  events: readonly GameEvent[];
  refused: readonly RefusedCommand[];
}

/** When a bot acts next and what it does then; without an action it only looks again. */
interface Wake {
  lane: LaneId;
  seat: SeatId;
  /** Epoch ms; Infinity until its lane changes. */
  at: number;
  action?: Action;
}

/** Each lane's wakes, with the lane and the clock that they were worked out for. */
type Wakes = Map<LaneId, { lane: Lane; clock: Clock; seats: Wake[] }>;

/**
 * Lets bots play every seat that a bot drives, and time pass, from the state's newest event on. Pure: the same
 * state, end and options give the same log. It never waits: it jumps from one thing that is due to the next.
 *
 * @param untilMs epoch ms up to which everything happens, like the `now` of `decide`
 */
export function playBots(state: SessionState, untilMs: number, options: PlayOptions = {}): BotGame {
  const events: GameEvent[] = [];
  const refused: RefusedCommand[] = [];
  const timetable = [...(options.timetable ?? [])].reverse();
  const wakes: Wakes = new Map();
  let current = state;
  let now = state.createdAt + state.at;

  const submit = (command: Command): boolean => {
    const decision = decide(current, command, now);
    if (decision.outcome === 'accepted') {
      current = decision.state;
      for (const event of decision.events) events.push(event);
    } else if (decision.outcome === 'rejected') {
      refused.push({ command, rejection: decision.rejection, at: now });
    }
    return decision.outcome === 'accepted';
  };

  for (;;) {
    const dueAt = nextDueAt(current) ?? Infinity;
    const hostAt = timetable.at(-1)?.at ?? Infinity;
    const wake = current.phase === 'playing' ? earliestWake(current, now, wakes, options) : undefined;
    const next = Math.min(dueAt, hostAt, wake?.at ?? Infinity);
    if (next === Infinity || next > untilMs) break;
    now = Math.max(now, next);
    if (dueAt <= next) {
      submit({ by: 'server', command: { type: 'tick' } });
    } else if (hostAt <= next) {
      const timed = timetable.pop();
      const seq = (current.hostLast?.seq ?? 0) + 1;
      if (timed) submit({ by: 'host', seq, id: `timetable-${seq}`, command: timed.command });
    } else if (wake?.action) {
      const { lane, seat, action } = wake;
      // A refused bot rests until something happens in its lane.
      if (!submit({ by: 'bot', lane, seat, action })) wake.at = Infinity;
    } else if (wake) {
      wakes.delete(wake.lane);
    }
  }
  return { state: current, events, refused };
}

/** The bot whose turn is first. A lane's bots think again only when something happened in it. */
function earliestWake(state: SessionState, now: number, wakes: Wakes, options: PlayOptions): Wake | undefined {
  let first: Wake | undefined;
  for (const lane of state.lanes) {
    let entry = wakes.get(lane.id);
    if (entry?.lane !== lane || entry.clock !== state.clock) {
      const seats = lane.seats.flatMap((seat) =>
        seat.driver === 'bot' && !seat.down ? [wakeOf(state, lane, seat, now, options)] : [],
      );
      entry = { lane, clock: state.clock, seats };
      wakes.set(lane.id, entry);
    }
    for (const wake of entry.seats) if (!first || wake.at < first.at) first = wake;
  }
  return first;
}

function wakeOf(state: SessionState, lane: Lane, seat: Seat, now: number, options: PlayOptions): Wake {
  const here = { lane: lane.id, seat: seat.id };
  const view = viewSeat(state, lane.id, seat.id);
  if (!view) return { ...here, at: Infinity };
  const { settings, seed } = state;
  const contract = options.textbook?.(lane.id, seat) ?? settings.contract;
  const game = gameTime(state, now - state.createdAt);
  const readyAt = Math.max(game, view.actedAt + paceMs(view, { seed }));
  const context: BotContext = { settings, seed, now: readyAt };
  const action = chooseAction(view, context, contract)?.action;
  const at = action ? readyAt : wakesAt(view, context, contract);
  return { ...here, at: now + (at - game), ...(action ? { action } : {}) };
}
