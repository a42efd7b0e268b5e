import { act } from './actions.ts';
import type { Command, HostCommand, PlayerCommand, ServerCommand } from './commands.ts';
import { Draft } from './draft.ts';
import type { GameEvent } from './events.ts';
import { gameTime } from './evolve.ts';
import { dropPacket, healFaults, injectFault } from './faults.ts';
import type { PlayerId } from './ids.ts';
import { planLanes, seatId } from './layout.ts';
import { sessionLimits } from './limits.ts';
import { find } from './list.ts';
import { placeOrder } from './orders.ts';
import { startPlan } from './plan-run.ts';
import { checkPolicy } from './policy-check.ts';
import { answer, decideQuiz, putAway } from './quiz-rules.ts';
import { Refusal, refuse, type Rejection } from './rejection.ts';
import { checkSettings } from './settings-check.ts';
import { inRound, type LastCommand, type Phase, type Player, type SessionState } from './state.ts';
import { advance } from './time.ts';

/** accepted: the events to append. repeated: the command is in the log already. rejected: nothing changes. */
export type Decision =
  | { outcome: 'accepted'; events: readonly GameEvent[]; state: SessionState }
  | { outcome: 'repeated' }
  | { outcome: 'rejected'; rejection: Rejection };

/**
 * Decides one command. Whatever is due by `now` happens first, each event at its own time.
 *
 * @param state the fold of the whole log
 * @param now epoch ms; a time before the log's newest event counts as that event's time
 * @returns the events to append with the state they lead to, or a rejection, never an exception
 */
export function decide(state: SessionState, command: Command, now: number): Decision {
  const opening = state.phase === 'none';
  const draft = new Draft(state, opening ? 0 : sessionTime(state, now));
  try {
    if (opening) {
      if (command.by !== 'server' || command.command.type !== 'openSession')
        refuse('wrong-phase', 'no session is open');
      openSession(draft, command.command, Number.isFinite(now) ? Math.floor(now) : 0);
      return accepted(draft);
    }
    if ('seq' in command) {
      const last = lastOf(state, command);
      if (command.seq === last?.seq && command.id === last.id) return { outcome: 'repeated' };
      if (!Number.isSafeInteger(command.seq) || command.seq <= (last?.seq ?? 0)) {
        refuse('stale-command', `command ${command.seq} came after ${last?.seq ?? 0}`);
      }
    }
    advance(draft);
    switch (command.by) {
      case 'host':
        draft.emit({ type: 'commandAccepted', by: 'host', seq: command.seq, id: command.id });
        decideHost(draft, command.command);
        break;
      case 'player':
        draft.emit({ type: 'commandAccepted', by: command.player, seq: command.seq, id: command.id });
        decidePlayer(draft, playerIn(draft.state, command.player), command.command);
        break;
      case 'bot': {
        requirePhase(draft, 'playing');
        const seat = find(draft.lane(command.lane).seats, command.seat);
        if (!seat || (seat.driver !== 'bot' && !draft.state.settings.autopilot))
          refuse('unknown-seat', `no bot drives ${command.seat}`);
        act(draft, command.lane, command.seat, command.action);
        break;
      }
      case 'server':
        decideServer(draft, command.command);
    }
    return accepted(draft);
  } catch (error) {
    if (error instanceof Refusal) return { outcome: 'rejected', rejection: error.rejection };
    throw error;
  }
}

function accepted(draft: Draft): Decision {
  return { outcome: 'accepted', events: draft.events, state: draft.state };
}

function lastOf(state: SessionState, command: Extract<Command, { seq: number }>): LastCommand | undefined {
  return command.by === 'host' ? state.hostLast : playerIn(state, command.player).last;
}

function playerIn(state: SessionState, id: PlayerId): Player {
  return find(state.players, id) ?? refuse('unknown-player', `no player ${id}`);
}

function requirePhase(draft: Draft, ...phases: readonly Phase[]): void {
  const { phase } = draft.state;
  if (!phases.includes(phase)) refuse('wrong-phase', `the session is ${phase}, not ${phases.join(' or ')}`);
}

function decideHost(draft: Draft, command: HostCommand): void {
  switch (command.type) {
    case 'configureRound':
      requirePhase(draft, 'lobby');
      checkSettings(command.settings);
      return draft.emit({ type: 'roundConfigured', settings: command.settings });
    case 'lockRoom':
      requirePhase(draft, 'lobby', 'playing', 'paused', 'predicting', 'revealed');
      return draft.emit({ type: 'roomLocked', locked: command.locked });
    case 'renamePlayer': {
      const player = playerIn(draft.state, command.player);
      const name = checkName(draft.state, command.name, player.id);
      return draft.emit({ type: 'playerRenamed', player: player.id, name });
    }
    case 'removePlayer':
      return draft.emit({ type: 'playerRemoved', player: playerIn(draft.state, command.player).id });
    case 'startRound': {
      requirePhase(draft, 'lobby');
      const { shape } = command;
      if (shape) checkShape(shape.producers, shape.consumers);
      const round = draft.state.round + 1;
      const lanes = planLanes(draft.state, round, shape);
      putAway(draft);
      return draft.emit({ type: 'roundStarted', round, settings: draft.state.settings, lanes });
    }
    case 'pauseRound':
      requirePhase(draft, 'playing');
      return draft.emit({ type: 'roundPaused' });
    case 'resumeRound':
      requirePhase(draft, 'paused');
      putAway(draft);
      return draft.emit({ type: 'roundResumed' });
    case 'extendRound': {
      requirePhase(draft, 'playing', 'paused');
      const { byMs } = command;
      const longest = sessionLimits.roundMs[1];
      if (!Number.isInteger(byMs) || byMs <= 0 || draft.state.clock.bellAt + byMs > longest) {
        refuse('settings-invalid', `a round lasts at most ${longest} ms`);
      }
      return draft.emit({ type: 'roundExtended', byMs });
    }
    case 'ringBell':
      requirePhase(draft, 'playing', 'paused');
      return draft.emit({ type: 'bellRang' });
    case 'revealTruth':
      requirePhase(draft, 'predicting');
      return draft.emit({ type: 'truthRevealed' });
    case 'closeRound':
      requirePhase(draft, 'revealed');
      return draft.emit({ type: 'roundClosed' });
    case 'finishSession':
      requirePhase(draft, 'lobby', 'playing', 'paused', 'predicting', 'revealed');
      // A round that is cut short is judged like any other.
      if (inRound(draft.state)) draft.emit({ type: 'bellRang' });
      putAway(draft);
      return draft.emit({ type: 'sessionFinished' });
    case 'injectFault':
      requirePhase(draft, 'playing', 'paused');
      return injectFault(draft, command.lane, command.what, command.span);
    case 'healFaults':
      requirePhase(draft, 'playing', 'paused');
      return healFaults(draft, command.lane);
    case 'dropPacket':
      requirePhase(draft, 'playing', 'paused');
      return dropPacket(draft, command.lane, command.packet);
    case 'placeOrder':
      requirePhase(draft, 'playing');
      return placeOrder(draft, command.lane, command, draft.lane(command.lane).nextOrderAt);
    case 'forgetId':
      requirePhase(draft, 'playing', 'paused');
      return draft.emit({ type: 'idForgotten', lane: draft.lane(command.lane).id, message: command.message });
    case 'startPlan':
      requirePhase(draft, 'playing', 'paused');
      return startPlan(draft, command.plan);
    case 'stopPlan':
      requirePhase(draft, 'playing', 'paused');
      if (draft.state.plan) draft.emit({ type: 'planStopped' });
      return;
    case 'askQuestions':
    case 'closeQuestions':
    case 'putQuestionsAway':
    case 'showCard':
    case 'hideCard':
      return decideQuiz(draft, command);
  }
}

function decidePlayer(draft: Draft, player: Player, command: PlayerCommand): void {
  // Who came too late for a seat can still answer.
  if (command.type === 'answerQuestion' || command.type === 'answerRecall') return answer(draft, player, command);
  if (player.lane === undefined || player.seat === undefined)
    return refuse('no-seat', `${player.id} has no seat in this round`);
  switch (command.type) {
    case 'act':
      requirePhase(draft, 'playing');
      if (draft.state.settings.autopilot) refuse('autopilot', 'machines act by their policies in this round');
      return act(draft, player.lane, player.seat, command.action);
    case 'setPolicy': {
      requirePhase(draft, 'playing', 'paused');
      const { settings } = draft.state;
      if (!settings.autopilot) refuse('not-offered', 'players act by hand in this round');
      const seat = find(draft.lane(player.lane).seats, player.seat) ?? refuse('no-seat', `no seat ${player.seat}`);
      checkPolicy(command.policy, seat.role, settings);
      return draft.emit({ type: 'policySet', lane: player.lane, seat: seat.id, policy: command.policy });
    }
    case 'predict': {
      requirePhase(draft, 'predicting');
      const { lost, duplicates } = command;
      const possible = (value: number) => Number.isInteger(value) && value >= 0 && value <= 999;
      if (!possible(lost) || !possible(duplicates)) refuse('prediction-invalid', 'both numbers are whole, 0 to 999');
      draft.emit({ type: 'predictionMade', player: player.id, prediction: { lost, duplicates } });
      // Everybody who is here has said what they believe: nobody waits for a phone that is away.
      const waiting = draft.state.players.some(
        (other) => other.seat !== undefined && other.connected && !other.prediction,
      );
      if (!waiting && draft.state.revealAt !== undefined) draft.emit({ type: 'truthRevealed' });
    }
  }
}

function decideServer(draft: Draft, command: ServerCommand): void {
  switch (command.type) {
    case 'openSession':
      return refuse('session-exists', `session ${draft.state.id} is open`);
    case 'joinSession':
      return joinSession(draft, command.player, command.name, command.tokenHash);
    case 'setPlayerConnected': {
      const player = playerIn(draft.state, command.player);
      if (player.connected === command.connected) return;
      return draft.emit({ type: command.connected ? 'playerConnected' : 'playerDisconnected', player: player.id });
    }
    case 'setHostConnected':
      if (draft.state.hostConnected === command.connected) return;
      return draft.emit({ type: command.connected ? 'hostConnected' : 'hostDisconnected' });
    case 'tick':
  }
}

function openSession(draft: Draft, command: Extract<ServerCommand, { type: 'openSession' }>, now: number): void {
  checkSettings(command.settings);
  draft.emit({
    type: 'sessionOpened',
    session: command.session,
    roomCode: command.roomCode,
    hostTokenHash: command.hostTokenHash,
    stageTokenHash: command.stageTokenHash,
    seed: command.seed,
    createdAt: now,
    settings: command.settings,
  });
}

function joinSession(draft: Draft, id: PlayerId, name: string, tokenHash: string): void {
  const { state } = draft;
  // A join whose answer was lost comes again with the same secret, and is the same player.
  if (state.players.some((player) => player.tokenHash === tokenHash || player.id === id) || id === 'host')
    return refuse('already-joined', 'this token or player ID is in');
  if (state.phase === 'finished') return refuse('wrong-phase', 'the session is over');
  if (state.locked) return refuse('room-locked', 'the host has locked the room');
  if (state.players.length >= sessionLimits.players)
    return refuse('room-full', `${state.players.length} players are in`);
  draft.emit({ type: 'playerJoined', player: id, name: checkName(state, name), tokenHash });
  if (inRound(state)) seatLateJoiner(draft, id);
}

/** A late joiner takes a seat that nobody owns, or else a new producer's seat in the smallest lane with room. */
function seatLateJoiner(draft: Draft, player: PlayerId): void {
  const { lanes } = draft.state;
  for (const lane of lanes) {
    const seat = lane.seats.find((candidate) => candidate.player === undefined);
    if (seat) return draft.emit({ type: 'playerSeated', player, lane: lane.id, seat: seat.id });
  }
  const smallest = [...lanes].sort((a, b) => a.seats.length - b.seats.length)[0];
  if (!smallest || smallest.seats.length >= 5) return;
  const number = smallest.seats.filter((seat) => seat.role === 'producer').length + 1;
  draft.emit({
    type: 'playerSeated',
    player,
    lane: smallest.id,
    seat: seatId(smallest.id, 'producer', number),
    role: 'producer',
  });
}

/** A name as it will be shown: trimmed, inner white space folded, no control characters, not taken. */
function checkName(state: SessionState, raw: string, owner?: PlayerId): string {
  const name = raw.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (name.length === 0 || name.length > sessionLimits.nameLength || /[\p{C}\p{Zl}\p{Zp}]/u.test(name)) {
    return refuse('name-invalid', `a name has 1 to ${sessionLimits.nameLength} visible characters`);
  }
  const key = nameKey(name);
  const taken = state.players.some((player) => player.id !== owner && nameKey(player.name) === key);
  return taken ? refuse('name-taken', 'another player has this name') : name;
}

function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function checkShape(producers: number, consumers: number): void {
  const within = (value: number, high: number) => Number.isInteger(value) && value >= 1 && value <= high;
  if (!within(producers, sessionLimits.producersByHand) || !within(consumers, sessionLimits.consumersByHand)) {
    refuse('settings-invalid', 'a lane has 1 to 16 producers and 1 to 16 consumers');
  }
}

/** Session ms of an epoch time. A time that is no number counts as the log's newest. */
function sessionTime(state: SessionState, now: number): number {
  return Number.isFinite(now) ? Math.floor(now) - state.createdAt : state.at;
}

/** Session ms and game ms of an epoch time, for views. */
export function clockAt(state: SessionState, now: number): { at: number; game: number } {
  const at = Math.max(state.at, sessionTime(state, now));
  return { at, game: gameTime(state, at) };
}
