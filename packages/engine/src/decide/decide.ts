import { act } from './actions.ts';
import type { Command, PlayerCommand, ServerCommand } from '../model/commands.ts';
import { DecisionContext } from '../draft/decision-context.ts';
import type { GameEvent } from '../model/events.ts';
import { gameTime } from '../evolve/evolve.ts';
import { decideHost } from './host-decisions.ts';
import { joinSession } from './joining.ts';
import { find } from '../base/list.ts';
import { checkPolicy } from './policy-check.ts';
import { answer } from './quiz-rules.ts';
import { claimSeat, handOver } from './seat-claims.ts';
import { Refusal, refuse, type Rejection } from '../base/rejection.ts';
import { checkSettings } from './settings-check.ts';
import { checkedHomework, checkSolo, followPresence, leadRound, openAttempt, revealAlone } from './solo-rules.ts';
import { sessionLimits } from '../base/limits.ts';
import { lastCommandOf, type LastCommand, type Player, type SessionState } from '../model/state.ts';
import { advance } from '../clock/time.ts';

/** accepted: the events to append. repeated: the command is in the log already. rejected: nothing changes. */
export type Decision =
  | { outcome: 'accepted'; events: readonly GameEvent[]; state: SessionState }
  | { outcome: 'repeated' }
  | { outcome: 'rejected'; rejection: Rejection };

/**
 * Decides one command. Events due by `now` come first, each at its own time.
 *
 * @param state the fold of the whole log
 * @param now epoch ms; a time before the log's newest event counts as that event's time
 * @returns the events to append with the state they lead to, or a rejection, never an exception
 */
export function decide(state: SessionState, command: Command, now: number): Decision {
  const opening = state.phase === 'none';
  const draft = new DecisionContext(state, opening ? 0 : sessionTime(state, now));
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
        draft.emit({
          type: 'commandAccepted',
          by: 'host',
          ...(command.device === undefined ? {} : { device: command.device }),
          seq: command.seq,
          id: command.id,
        });
        decideHost(draft, command.command);
        break;
      case 'player':
        draft.emit({ type: 'commandAccepted', by: command.player, seq: command.seq, id: command.id });
        decidePlayer(draft, draft.player(command.player), command.command);
        break;
      case 'bot': {
        draft.requirePhase('playing');
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

function accepted(draft: DecisionContext): Decision {
  return { outcome: 'accepted', events: draft.events, state: draft.state };
}

function lastOf(state: SessionState, command: Extract<Command, { seq: number }>): LastCommand | undefined {
  if (command.by === 'player') {
    if (!find(state.players, command.player)) return refuse('unknown-player', `no player ${command.player}`);
    return lastCommandOf(state, command.player);
  }
  const { device } = command;
  if (device === undefined) return state.hostLast;
  const console = find(state.consoles, device);
  // A console that was forgotten could have a repeat done a second time, so none is, and no further one may begin.
  if (!console && state.consoles.length >= sessionLimits.consoles)
    return refuse('too-many-consoles', `${state.consoles.length} consoles have given commands`);
  return console?.last;
}

function decidePlayer(draft: DecisionContext, player: Player, command: PlayerCommand): void {
  // A player who came too late for a seat can still answer.
  if (command.type === 'answerQuestion' || command.type === 'answerRecall') return answer(draft, player, command);
  if (command.type === 'leadRound') return leadRound(draft, command.step);
  if (player.lane === undefined || player.seat === undefined)
    return refuse('no-seat', `${player.id} has no seat in this round`);
  switch (command.type) {
    case 'act':
      draft.requirePhase('playing');
      if (draft.state.settings.autopilot) refuse('autopilot', 'machines act by their policies in this round');
      return act(draft, player.lane, player.seat, command.action);
    case 'setPolicy': {
      draft.requirePhase('playing', 'paused');
      const { settings } = draft.state;
      if (!settings.autopilot) refuse('not-offered', 'players act by hand in this round');
      const seat = find(draft.lane(player.lane).seats, player.seat) ?? refuse('no-seat', `no seat ${player.seat}`);
      checkPolicy(command.policy, seat.role, settings);
      return draft.emit({ type: 'policySet', lane: player.lane, seat: seat.id, policy: command.policy });
    }
    case 'predict': {
      draft.requirePhase('predicting');
      const { lost, duplicates } = command;
      const possible = (value: number) => Number.isInteger(value) && value >= 0 && value <= 999;
      if (!possible(lost) || !possible(duplicates)) refuse('prediction-invalid', 'both numbers are whole, 0 to 999');
      draft.emit({ type: 'predictionMade', player: player.id, prediction: { lost, duplicates } });
      if (draft.state.solo) return revealAlone(draft, draft.state.solo);
      // All connected players have predicted: the round does not wait for a phone that is away.
      const waiting = draft.state.players.some(
        (other) => other.seat !== undefined && other.connected && !other.prediction,
      );
      if (!waiting && draft.state.revealAt !== undefined) draft.emit({ type: 'truthRevealed' });
    }
  }
}

function decideServer(draft: DecisionContext, command: ServerCommand): void {
  switch (command.type) {
    case 'openSession':
      return refuse('session-exists', `session ${draft.state.id} is open`);
    case 'joinSession':
      return joinSession(draft, command.player, command.name, command.tokenHash);
    case 'claimSeat':
      return claimSeat(draft, command.player, command.claim, command.tokenHash);
    case 'handOverSeat':
      return handOver(draft, draft.player(command.player), command.tokenHash);
    case 'setPlayerConnected': {
      const player = draft.player(command.player);
      const { via } = command;
      if (!command.connected) {
        // The end of an older connection is no news once a newer one has taken over.
        if (!player.connected || (via !== undefined && player.via !== via)) return;
        draft.emit({ type: 'playerDisconnected', player: player.id });
        return followPresence(draft, false);
      }
      if (player.connected && player.via === via) return;
      draft.emit({ type: 'playerConnected', player: player.id, ...(via === undefined ? {} : { via }) });
      return followPresence(draft, true);
    }
    case 'setHostConnected': {
      const { hostConnected, hostVia } = draft.state;
      const { via } = command;
      if (!command.connected) {
        if (hostConnected && (via === undefined || via === hostVia)) draft.emit({ type: 'hostDisconnected' });
        return;
      }
      if (hostConnected && via === hostVia) return;
      draft.emit({ type: 'hostConnected', ...(via === undefined ? {} : { via }) });
      // A pause that the host asked for is the host's to end.
      if (draft.state.pauseCause === 'host-away') {
        draft.emit({ type: 'roundResumed', cause: 'host-back' });
      }
      return;
    }
    case 'openAttempt':
      return openAttempt(draft, command.player, command.session, command.number);
    case 'tick':
  }
}

function openSession(
  draft: DecisionContext,
  command: Extract<ServerCommand, { type: 'openSession' }>,
  now: number,
): void {
  const { rules, solo } = command;
  checkSettings(command.settings);
  if (solo) checkSolo(solo);
  const homework = command.homework && checkedHomework(command.homework);
  draft.emit({
    type: 'sessionOpened',
    session: command.session,
    roomCode: command.roomCode,
    hostTokenHash: command.hostTokenHash,
    stageTokenHash: command.stageTokenHash,
    seed: command.seed,
    createdAt: now,
    settings: command.settings,
    ...(rules ? { rules } : {}),
    ...(solo ? { solo } : {}),
    ...(homework ? { homework } : {}),
  });
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
