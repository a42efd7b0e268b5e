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

/** What happens next in a game of bots. Epoch ms. */
export type NextStep =
  | { kind: 'due'; at: number }
  | { kind: 'host'; at: number; command: HostCommand }
  | { kind: 'act'; at: number; wake: Wake; action: Action }
  | { kind: 'look'; at: number; wake: Wake };

/**
 * A game of bots that is played step by step, and can be forked between two steps: both games then go on as the one
 * would have.
 */
export class BotRun {
  readonly #options: PlayOptions;
  readonly #wakes: Wakes;
  #hostSteps = 0;
  #state: SessionState;
  #now: number;

  constructor(state: SessionState, options: PlayOptions = {}, wakes: Wakes = new Map()) {
    this.#state = state;
    this.#now = state.createdAt + state.at;
    this.#options = options;
    this.#wakes = wakes;
  }

  fork(): BotRun {
    const other = new BotRun(this.#state, this.#options, new Map(this.#wakes));
    other.#now = this.#now;
    other.#hostSteps = this.#hostSteps;
    return other;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Epoch ms. */
  get now(): number {
    return this.#now;
  }

  /** When each seat acts next and what it does then, as of the last look at the next step. */
  get wakes(): readonly Wake[] {
    return [...this.#wakes.values()].map(({ wake }) => wake);
  }

  /** The next step, undefined where nothing happens any more. */
  next(): NextStep | undefined {
    const state = this.#state;
    const dueAt = nextDueAt(state) ?? Infinity;
    const timed = this.#options.timetable?.[this.#hostSteps];
    const hostAt = timed?.at ?? Infinity;
    const wake = state.phase === 'playing' ? earliestWake(state, this.#now, this.#wakes, this.#options) : undefined;
    const first = Math.min(dueAt, hostAt, wake?.at ?? Infinity);
    if (first === Infinity) return undefined;
    const at = Math.max(this.#now, first);
    if (dueAt <= first) return { kind: 'due', at };
    if (timed && hostAt <= first) return { kind: 'host', at, command: timed.command };
    if (!wake) return undefined;
    return wake.action ? { kind: 'act', at, wake, action: wake.action } : { kind: 'look', at, wake };
  }

  /** Takes the step that `next` named. */
  take(step: NextStep): TakenStep {
    this.#now = step.at;
    switch (step.kind) {
      case 'due':
        return this.#submit({ by: 'server', command: { type: 'tick' } });
      case 'host':
        this.#hostSteps++;
        return this.host(step.command);
      case 'act': {
        const { lane, seat } = step.wake;
        const taken = this.#submit({ by: 'bot', lane, seat, action: step.action });
        const entry = this.#wakes.get(seat);
        // A refused bot rests until something happens in its lane.
        if (taken.refused && entry) this.#wakes.set(seat, { ...entry, wake: { ...entry.wake, at: Infinity } });
        return taken;
      }
      case 'look':
        this.#wakes.delete(step.wake.seat);
        return { events: [] };
    }
  }

  /**
   * Does what the host asks for, in front of the next step.
   *
   * @param at epoch ms, not after the next step; now where it is absent
   */
  host(command: HostCommand, at = this.#now): TakenStep {
    this.#now = at;
    const seq = (this.#state.hostLast?.seq ?? 0) + 1;
    return this.#submit({ by: 'host', seq, id: `timetable-${seq}`, command });
  }

  #submit(command: Command): TakenStep {
    const decision = decide(this.#state, command, this.#now);
    if (decision.outcome === 'accepted') {
      this.#state = decision.state;
      return { events: decision.events };
    }
    return decision.outcome === 'rejected'
      ? { events: [], refused: { command, rejection: decision.rejection, at: this.#now } }
      : { events: [] };
  }
}

/** What a step appended to the log, or why the engine refused it. */
export interface TakenStep {
  events: readonly GameEvent[];
  refused?: RefusedCommand;
}

/**
 * Lets bots play every seat that a bot drives, on autopilot all of them, and time pass, from the state's newest event on. Pure: the same
 * state, end and options give the same log. It never waits: it jumps from one thing that is due to the next.
 *
 * @param untilMs epoch ms up to which everything happens, like the `now` of `decide`
 */
export function playBots(state: SessionState, untilMs: number, options: PlayOptions = {}): BotGame {
  const run = new BotRun(state, options);
  const events: GameEvent[] = [];
  const refused: RefusedCommand[] = [];
  for (let step = run.next(); step && step.at <= untilMs; step = run.next()) {
    const taken = run.take(step);
    for (const event of taken.events) events.push(event);
    if (taken.refused) refused.push(taken.refused);
  }
  return { state: run.state, events, refused };
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
