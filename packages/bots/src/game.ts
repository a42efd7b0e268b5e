import {
  decide,
  gameTime,
  lastOf,
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
  type Policy,
  type Rejection,
  type Seat,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import type { BotContext } from './choice.ts';
import { choosePolicyAction, paceMs, policyOf, policyWakesAt } from './policy.ts';
import { textbookPolicy } from './textbooks.ts';

/** A host's command at its time. */
export interface TimedCommand {
  /** Epoch ms. */
  at: number;
  command: HostCommand;
}

export interface PlayOptions {
  /** Whose textbook a bot follows; its seat's policy or the round's own contract where this is absent or says nothing. */
  textbook?: (lane: LaneId, seat: Seat) => Contract | undefined;
  /** What a bot's policy becomes; as it is where this is absent. */
  bend?: (seat: Seat, policy: Policy) => Policy;
  /** What a bot does in place of what its policy says; undefined: nothing. */
  act?: (seat: Seat, action: Action) => Action | undefined;
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

/** Each seat's wake, with what it was worked out from. */
type Wakes = Map<SeatId, { wake: Wake; known: readonly unknown[] }>;

/**
 * Lets bots play every seat that a bot drives, on autopilot all of them, and time pass, from the state's newest event on. Pure: the same
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
    const hostAt = lastOf(timetable)?.at ?? Infinity;
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
      wakes.delete(wake.seat);
    }
  }
  return { state: current, events, refused };
}

/** The bot whose turn is first. A bot thinks again only when something happened to what it knows. */
function earliestWake(state: SessionState, now: number, wakes: Wakes, options: PlayOptions): Wake | undefined {
  let first: Wake | undefined;
  for (const lane of state.lanes) {
    for (const seat of lane.seats) {
      if ((seat.driver !== 'bot' && !state.settings.autopilot) || seat.down) continue;
      const known = knowledgeOf(lane, seat, state.clock);
      let entry = wakes.get(seat.id);
      if (!entry || known.some((part, index) => part !== entry?.known[index])) {
        entry = { wake: wakeOf(state, lane, seat, now, options), known };
        wakes.set(seat.id, entry);
      }
      if (!first || entry.wake.at < first.at) first = entry.wake;
    }
  }
  return first;
}

/** The inputs of a seat's next step. A state shares unchanged parts with its predecessor. */
function knowledgeOf(lane: Lane, seat: Seat, clock: Clock): readonly unknown[] {
  switch (seat.role) {
    case 'producer':
      return [clock, seat, lane.orders];
    case 'broker':
      return [clock, seat, lane.copies, lane.receipts, lane.owners, lane.seats.length];
    case 'consumer':
      return [clock, seat, lane.hands];
  }
}

function wakeOf(state: SessionState, lane: Lane, seat: Seat, now: number, options: PlayOptions): Wake {
  const here = { lane: lane.id, seat: seat.id };
  const view = viewSeat(state, lane.id, seat.id);
  if (!view) return { ...here, at: Infinity };
  const { settings, seed } = state;
  const contract = options.textbook?.(lane.id, seat);
  const own = contract ? textbookPolicy(contract, seat.role, settings) : policyOf(view, { settings });
  const policy = options.bend?.(seat, own) ?? own;
  const game = gameTime(state, now - state.createdAt);
  const readyAt = Math.max(game, view.actedAt + paceMs(view, { settings, seed }), view.busyUntil ?? 0);
  const context: BotContext = { settings, seed, now: readyAt };
  const chosen = choosePolicyAction(view, policy, context)?.action;
  const action = chosen && options.act ? options.act(seat, chosen) : chosen;
  const at = action ? readyAt : policyWakesAt(view, policy, context);
  return { ...here, at: now + (at - game), ...(action ? { action } : {}) };
}
