import { evolveClaims, isClaimFact, withoutClaimsOf } from './claim-evolve.ts';
import { isLaneEvent, type GameEvent, type SessionEvent } from '../model/events.ts';
import type { LaneId } from '../base/ids.ts';
import { LaneDraft } from './lane-draft.ts';
import type { Lane, Role, Seat } from '../model/lane.ts';
import { evolveLane, newLane, newSeat } from './lane-evolve.ts';
import { extendRunningTime, revealTime } from './extra-time.ts';
import { isQuizFact } from '../model/quiz.ts';
import { evolveQuiz } from './quiz-evolve.ts';
import { change, find, omit, without } from '../base/list.ts';
import { defaultRules } from '../model/room-rules.ts';
import { defaultProfile, plainSettings, type RoundSettings } from '../model/settings.ts';
import type { LastCommand, Player, SessionState } from '../model/state.ts';

/** The state before anything is in the log. */
export const emptySession: SessionState = {
  version: 0,
  id: '',
  roomCode: '',
  hostTokenHash: '',
  stageTokenHash: '',
  seed: 0,
  createdAt: 0,
  at: 0,
  phase: 'none',
  settings: plainSettings,
  round: 0,
  clock: { base: 0, stoppedAt: 0, bellAt: 0 },
  locked: false,
  players: [],
  lastCommands: [],
  lanes: [],
  quizzes: 0,
  hostConnected: false,
  consoles: [],
  rules: defaultRules,
  laneNames: {},
  assignedSeats: {},
  banned: [],
};

/** Game ms at a session time. */
export function gameTime(state: Pick<SessionState, 'clock'>, at: number): number {
  return state.clock.stoppedAt ?? at - state.clock.base;
}

/** Folds one event of the log. Total and pure: what does not apply changes nothing but version and time. */
export function evolve(state: SessionState, event: GameEvent): SessionState {
  const version = state.version + 1;
  const at = Math.max(state.at, event.at);
  if (isLaneEvent(event)) {
    const index = state.lanes.findIndex((lane) => lane.id === event.lane);
    const lane = state.lanes[index];
    if (!lane) return { ...state, version, at };
    const draft = new LaneDraft(lane);
    evolveLane(draft, event, state.settings, gameTime(state, at));
    const lanes = state.lanes.slice();
    lanes[index] = draft.lane;
    return { ...state, version, at, lanes };
  }
  return { ...evolveSession(state, event, at), version, at };
}

/** Folds many events. States between them are not observable, so each lane is copied once for all its events. */
export function evolveAll(state: SessionState, events: Iterable<GameEvent>): SessionState {
  const fold = new RunningFold(state);
  for (const event of events) fold.take(event);
  return fold.state;
}

/**
 * Folds event by event, and changes each lane in place after copying it once: an event costs what it touches, however
 * much its lane holds. A lane that is looked at here is another one after the next event; `state` stays as it is.
 */
export class RunningFold {
  #state: SessionState;
  #version: number;
  #at: number;
  readonly #drafts = new Map<LaneId, LaneDraft>();

  constructor(state: SessionState = emptySession) {
    this.#state = state;
    ({ version: this.#version, at: this.#at } = state);
  }

  /** After the events taken so far; lanes are copied again for those that follow. */
  get state(): SessionState {
    if (this.#version !== this.#state.version) {
      this.#state = { ...this.#state, version: this.#version, at: this.#at, lanes: this.lanes };
    }
    this.#drafts.clear();
    return this.#state;
  }

  /** All of the state that lane events do not change. */
  get session(): Omit<SessionState, 'version' | 'at' | 'lanes'> {
    return this.#state;
  }

  get version(): number {
    return this.#version;
  }

  /** Session ms of the newest event. */
  get at(): number {
    return this.#at;
  }

  /** As they are until the next event. */
  get lanes(): readonly Lane[] {
    const { lanes } = this.#state;
    return this.#drafts.size > 0 ? lanes.map((lane) => this.#drafts.get(lane.id)?.lane ?? lane) : lanes;
  }

  /** As it is until the next event. */
  lane(id: LaneId): Lane | undefined {
    return this.#drafts.get(id)?.lane ?? find(this.#state.lanes, id);
  }

  /** @param event the next one of the log */
  take(event: GameEvent): void {
    if (!isLaneEvent(event)) {
      this.#state = evolve(this.state, event);
      ({ version: this.#version, at: this.#at } = this.#state);
      return;
    }
    this.#version++;
    this.#at = Math.max(this.#at, event.at);
    let draft = this.#drafts.get(event.lane);
    if (!draft) {
      const lane = find(this.#state.lanes, event.lane);
      if (!lane) return;
      this.#drafts.set(event.lane, (draft = new LaneDraft(lane)));
    }
    evolveLane(draft, event, this.#state.settings, gameTime(this.#state, this.#at));
  }
}

function evolveSession(state: SessionState, event: SessionEvent, at: number): SessionState {
  if (isClaimFact(event)) return evolveClaims(state, event, at);
  if (isQuizFact(event)) return evolveQuiz(state, event, at);
  switch (event.type) {
    case 'sessionOpened':
      return {
        ...emptySession,
        id: event.session,
        roomCode: event.roomCode,
        hostTokenHash: event.hostTokenHash,
        stageTokenHash: event.stageTokenHash,
        seed: event.seed,
        createdAt: event.createdAt,
        settings: completed(event.settings),
        rules: { ...defaultRules, ...event.rules },
        phase: 'lobby',
        ...(event.solo ? { solo: event.solo } : {}),
        ...(event.homework ? { homework: event.homework, attempts: [] } : {}),
      };
    case 'commandAccepted': {
      const last = { seq: event.seq, id: event.id };
      const { device } = event;
      if (device !== undefined) {
        return { ...state, consoles: [...without(state.consoles, device), { id: device, last }] };
      }
      if (event.by === 'host') return { ...state, hostLast: last };
      return changeLast(state, event.by, last);
    }
    case 'roundConfigured':
      return { ...state, settings: completed(event.settings) };
    case 'roomLocked':
      return { ...state, locked: event.locked };
    case 'playerJoined':
      if (state.players.some((player) => player.id === event.player)) return state;
      return {
        ...state,
        players: [
          ...state.players,
          { id: event.player, name: event.name, tokenHash: event.tokenHash, joinedAt: at, connected: true },
        ],
      };
    case 'playerRenamed':
      return changePlayer(state, event.player, (player) => ({ ...player, name: event.name }));
    case 'playerRemoved': {
      const removed = find(state.players, event.player);
      return {
        ...withoutClaimsOf(state, event.player),
        players: without(state.players, event.player),
        lastCommands: without(state.lastCommands, event.player),
        lanes: changeSeatOf(state, event.player, (seat): Seat => ({
          ...omit(seat, 'player', 'extraTime'),
          driver: 'bot',
        })),
        banned:
          event.banned && removed
            ? [...state.banned, { id: removed.id, name: removed.name, tokenHash: removed.tokenHash }]
            : state.banned,
      };
    }
    case 'playerUnbanned':
      return { ...state, banned: without(state.banned, event.player) };
    case 'extraTimeGiven': {
      const given = <T extends Player | Seat>(to: T): T =>
        event.factor === 1 ? (omit(to, 'extraTime') as T) : { ...to, extraTime: event.factor };
      const lanes = changeSeatOf(state, event.player, given);
      return extendRunningTime(changePlayer({ ...state, lanes }, event.player, given));
    }
    case 'roomConfigured':
      return { ...state, rules: event.rules };
    case 'laneRenamed': {
      const { [event.lane]: _old, ...others } = state.laneNames;
      return { ...state, laneNames: event.name === '' ? others : { ...others, [event.lane]: event.name } };
    }
    case 'seatsAssigned':
      return { ...state, assignedSeats: Object.fromEntries(event.seats.map(({ player, seat }) => [player, seat])) };
    case 'playerSeated': {
      const { player: id, lane, seat, role } = event;
      const owner = find(state.players, id);
      const lanes = change(state.lanes, lane, (entry) => ({
        ...entry,
        seats:
          role === undefined
            ? change(entry.seats, seat, (old) => seatFor(owner, { ...old, player: id, driver: 'player' }))
            : [
                ...entry.seats,
                seatFor(owner, { ...newSeat({ id: seat, role, player: id }, state.settings), driver: 'player' }),
              ],
      }));
      const taken = find(find(lanes, lane)?.seats ?? [], seat);
      return changePlayer({ ...state, lanes }, id, (player) => ({
        ...player,
        lane,
        seat,
        ...(taken ? { turns: turnsWith(player, taken.role) } : {}),
      }));
    }
    case 'playerConnected':
      return changePlayer(
        { ...state, lanes: changeSeatOf(state, event.player, (seat) => ({ ...seat, driver: 'player' })) },
        event.player,
        (player) => ({
          ...omit(player, 'goneAt', 'via'),
          connected: true,
          ...(event.via === undefined ? {} : { via: event.via }),
        }),
      );
    case 'playerDisconnected':
      return changePlayer(state, event.player, (player) => ({
        ...omit(player, 'via'),
        connected: false,
        goneAt: at,
      }));
    case 'hostConnected':
      return {
        ...omit(state, 'hostGoneAt', 'hostVia'),
        hostConnected: true,
        ...(event.via === undefined ? {} : { hostVia: event.via }),
      };
    case 'hostDisconnected':
      return { ...omit(state, 'hostVia'), hostConnected: false, hostGoneAt: at };
    case 'seatCovered':
      return { ...state, lanes: changeSeatOf(state, event.player, (seat) => ({ ...seat, driver: 'bot' })) };
    case 'roundStarted': {
      const settings = completed(event.settings);
      const seatOf = new Map(
        event.lanes.flatMap((lane) =>
          lane.seats.flatMap((seat) =>
            seat.player === undefined ? [] : [[seat.player, { lane: lane.id, seat }] as const],
          ),
        ),
      );
      const players = state.players.map((player): Player => {
        const here = seatOf.get(player.id);
        const free = omit(player, 'lane', 'seat', 'prediction');
        if (!here) return free;
        return { ...free, lane: here.lane, seat: here.seat.id, turns: turnsWith(player, here.seat.role) };
      });
      return {
        ...omit(state, 'revealAt', 'plan', 'pauseCause', 'shown'),
        ...hostGoneFrom(state, at),
        phase: 'playing',
        settings,
        round: event.round,
        clock: { base: at, bellAt: settings.roundMs },
        players,
        lanes: event.lanes.map((plan) => {
          const lane = newLane(plan, settings);
          const seats = lane.seats.map((seat) => {
            const owner = seat.player === undefined ? undefined : find(players, seat.player);
            return owner ? seatFor(owner, { ...seat, driver: owner.connected ? 'player' : 'bot' }) : seat;
          });
          return { ...lane, seats };
        }),
      };
    }
    case 'roundPaused':
      return {
        ...state,
        phase: 'paused',
        clock: { ...state.clock, stoppedAt: gameTime(state, at) },
        ...(event.cause ? { pauseCause: event.cause } : {}),
      };
    case 'roundResumed':
      return {
        ...omit(state, 'pauseCause'),
        ...hostGoneFrom(state, at),
        phase: 'playing',
        clock: { base: at - gameTime(state, at), bellAt: state.clock.bellAt },
      };
    case 'roundExtended':
      return { ...state, clock: { ...state.clock, bellAt: state.clock.bellAt + event.byMs } };
    case 'clockHeld':
      return { ...state, clock: { ...state.clock, base: state.clock.base + event.forMs } };
    case 'planStarted':
      return { ...state, plan: { plan: event.plan, startedAt: gameTime(state, at), next: 0 } };
    case 'planStepped':
      return state.plan ? { ...state, plan: { ...state.plan, next: event.step + 1 } } : state;
    case 'planStopped':
      return omit(state, 'plan');
    case 'bellRang': {
      const stoppedAt = gameTime(state, at);
      const stopped = {
        ...omit(state, 'plan', 'pauseCause'),
        phase: 'predicting' as const,
        // From a pause too, `base` and `stoppedAt` say together when it rang.
        clock: { ...state.clock, base: at - stoppedAt, stoppedAt },
      };
      // A student who plays alone keeps no class waiting.
      return state.settings.predictMs > 0 && !state.solo ? { ...stopped, revealAt: revealTime(state, at) } : stopped;
    }
    case 'predictionMade':
      return changePlayer(state, event.player, (player) => ({ ...player, prediction: event.prediction }));
    case 'truthRevealed':
      return { ...omit(state, 'revealAt'), phase: 'revealed' };
    case 'momentShown':
      return event.moment ? { ...state, shown: event.moment } : omit(state, 'shown');
    case 'roundClosed':
      return { ...omit(state, 'shown'), phase: 'lobby' };
    case 'attemptOpened':
      return { ...state, attempts: [...(state.attempts ?? []), { player: event.player, session: event.session }] };
    case 'sessionFinished':
      return { ...omit(state, 'revealAt', 'shown'), phase: 'finished' };
  }
  // A type from a newer version of the log.
  return state;
}

/** The host's grace period restarts whenever a round resumes. */
function hostGoneFrom({ hostGoneAt }: SessionState, at: number): Pick<SessionState, 'hostGoneAt'> {
  return hostGoneAt === undefined ? {} : { hostGoneAt: at };
}

/** The seat as it is for its owner. */
function seatFor(owner: Player | undefined, seat: Seat): Seat {
  return owner?.extraTime === undefined ? seat : { ...seat, extraTime: owner.extraTime };
}

function turnsWith({ turns }: Player, role: Role): Record<Role, number> {
  const before = turns ?? { producer: 0, broker: 0, consumer: 0 };
  return { ...before, [role]: before[role] + 1 };
}

/** Settings of an older log lack what came later; there it was off. */
function completed(settings: RoundSettings): RoundSettings {
  return { ...plainSettings, ...settings, profile: { ...defaultProfile, ...settings.profile } };
}

function changeLast(state: SessionState, id: Player['id'], last: LastCommand): SessionState {
  const { players, lastCommands } = state;
  if (!find(players, id)) return state;
  const entry = { id, last };
  const changed = change(lastCommands, id, () => entry);
  return { ...state, lastCommands: changed === lastCommands ? [...lastCommands, entry] : changed };
}

function changePlayer(state: SessionState, id: Player['id'], to: (player: Player) => Player): SessionState {
  return { ...state, players: change(state.players, id, to) };
}

function changeSeatOf(state: SessionState, id: Player['id'], to: (seat: Seat) => Seat): SessionState['lanes'] {
  const player = state.players.find((candidate) => candidate.id === id);
  if (player?.lane === undefined || player.seat === undefined) return state.lanes;
  const { lane, seat } = player;
  return change(state.lanes, lane, (entry) => ({ ...entry, seats: change(entry.seats, seat, to) }));
}
