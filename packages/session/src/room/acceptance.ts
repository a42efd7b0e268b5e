import { decide, playerNamed, type Command, type GameEvent, type SessionState } from '@ack-attack/engine';
import { isAbusive } from '@ack-attack/names';
import { isOlder } from '../base/connection-name.ts';
import { hostActor, type Actor, type Outcome, type ReplyCache } from '../base/reply-cache.ts';
import { isTooFast, quotaRefusal, type SessionLimits } from './session-quota.ts';

/** The client that a command came from. */
export interface Sender {
  as: 'phone' | 'stage' | 'console';
  /** Whether the hash is that of the client's secret. */
  holds: (tokenHash: string) => boolean;
  /** A phone's connection. */
  via?: string;
}

/** What a command's result depends on, beside the state. */
export interface Circumstances {
  /** Epoch ms. */
  now: number;
  replies: ReplyCache;
  limits: SessionLimits;
  /** How long the session should write nothing, in ms; 0 where it may. */
  restMs: number;
  report: (error: unknown, where: string) => void;
}

/** A result, and for an accepted command the events to append and the state that they lead to. */
export interface Result {
  outcome: Outcome;
  events: readonly GameEvent[];
  state: SessionState;
}

// Why a command is refused, in the order in which it is asked. The first two are asked as it arrives, so that a command
// that nobody may give takes no place in the mailbox; the rest when its turn comes, on a state that has all before it.

/**
 * 1. The sender may give it. 2. Its content is allowed.
 *
 * @param sender undefined where the server gives the command itself
 */
export function refusalOnArrival(
  state: SessionState,
  command: Command,
  sender: Sender | undefined,
): Outcome | undefined {
  if (sender && !isAuthorized(state, command, sender)) return rejected('not-allowed');
  return contentRefusal(state, command);
}

/** 3. It was not overtaken. 4. It has no result yet. 5. The session's limits allow it. 6. The engine decides. */
export function resultInTurn(
  state: SessionState,
  command: Command,
  via: string | undefined,
  circumstances: Circumstances,
): Result {
  const early =
    overtaken(state, command, via) ??
    knownResult(state, command, circumstances.replies) ??
    overQuota(state, command, circumstances);
  if (early) return { outcome: early, events: [], state };
  const result = decided(state, command, circumstances);
  keepReply(circumstances.replies, command, result.outcome);
  return result;
}

/** The sender's secret is asked for again with each command: since it connected, the seat may be another device's. */
function isAuthorized(state: SessionState, command: Command, { as, holds }: Sender): boolean {
  if (command.by === 'player') {
    const player = state.players.find(({ id }) => id === command.player);
    return as === 'phone' && player !== undefined && holds(player.tokenHash);
  }
  if (command.by !== 'host') return false;
  if (as === 'console') return holds(state.hostTokenHash);
  // The stage has one thing to say as the host: which packet to drop.
  return as === 'stage' && command.command.type === 'dropPacket' && holds(state.stageTokenHash);
}

function contentRefusal(state: SessionState, given: Command): Outcome | undefined {
  if (given.by === 'host' && given.command.type === 'configureRound' && isTooFast(given.command.settings)) {
    return rejected('settings-invalid');
  }
  if (given.by !== 'server' || given.command.type !== 'joinSession') return undefined;
  const { name } = given.command;
  // A name in use was let through before, or is the host's own choice; so is one that comes from homework.
  const isChecked = state.rules.naming !== 'generated' && !state.solo?.homework;
  return isChecked && isAbusive(name) && !playerNamed(state, name) ? rejected('name-abusive') : undefined;
}

function overtaken(state: SessionState, given: Command, via: string | undefined): Outcome | undefined {
  const newest = (player: string) => state.players.find(({ id }) => id === player)?.via;
  // The command may have been refused over the player's newest connection, on another server, and must not be accepted
  // here behind the player's back. A reconnect at another server has made this one catch up before.
  if (given.by === 'player' && via !== undefined && newest(given.player) !== via) return unavailable;
  if (given.by !== 'server' || given.command.type !== 'setPlayerConnected') return undefined;
  // A server that had to wait for the store may announce a connection after the player has a newer one.
  const { player, connected, via: announced } = given.command;
  const other = newest(player);
  const isLate = connected && announced !== undefined && other !== undefined && isOlder(announced, other);
  return isLate ? rejected('superseded') : undefined;
}

/** What was accepted is in the log, where the engine finds it: another server may have accepted what was refused here. */
function knownResult(state: SessionState, command: Command, replies: ReplyCache): Outcome | undefined {
  const actor = actorOf(command);
  if (!actor || !('seq' in command) || isInLog(state, command)) return undefined;
  return replies.recall(actor, command.seq, command.id);
}

function overQuota(state: SessionState, command: Command, { limits, restMs }: Circumstances): Outcome | undefined {
  if (isInLog(state, command)) return undefined;
  const code = quotaRefusal(state, command, limits, restMs);
  return code && rejected(code);
}

function decided(state: SessionState, command: Command, { now, replies, report }: Circumstances): Result {
  try {
    const decision = decide(state, command, now);
    if (decision.outcome === 'rejected') return { outcome: rejected(decision.rejection.code), events: [], state };
    if (decision.outcome === 'repeated')
      return { outcome: { outcome: 'accepted', version: state.version }, events: [], state };
    // The engine knows the numbers of accepted commands only; this server has refused commands under higher ones.
    const actor = actorOf(command);
    if (actor && 'seq' in command && command.seq <= replies.floor(actor)) {
      return { outcome: rejected('stale-command'), events: [], state };
    }
    const { events, state: next } = decision;
    return { outcome: { outcome: 'accepted', version: next.version }, events, state: next };
  } catch (error) {
    // One command that the engine fails on must not take the others of its batch along.
    report(error, 'decide');
    return { outcome: rejected('internal'), events: [], state };
  }
}

/** A number that came too late does not count as answered, or a stray one could lock its own actor out. */
function keepReply(replies: ReplyCache, command: Command, outcome: Outcome): void {
  const actor = actorOf(command);
  if (!actor || !('seq' in command)) return;
  if (outcome.outcome === 'rejected' && outcome.code === 'stale-command') return;
  replies.keep(actor, command.seq, command.id, outcome);
}

function isInLog(state: SessionState, command: Command): boolean {
  const actor = actorOf(command);
  return actor !== undefined && 'id' in command && lastInLog(state, actor)?.id === command.id;
}

/** The newest command of an actor that the log has. */
export function lastInLog({ hostLast, consoles, lastCommands }: SessionState, actor: Actor): SessionState['hostLast'] {
  if (actor === 'host') return hostLast;
  return (lastCommands.find(({ id }) => id === actor) ?? consoles.find(({ id }) => hostActor(id) === actor))?.last;
}

function actorOf(command: Command): Actor | undefined {
  if (command.by === 'player') return command.player;
  return command.by === 'host' ? hostActor(command.device) : undefined;
}

function rejected(code: Extract<Outcome, { outcome: 'rejected' }>['code']): Outcome {
  return { outcome: 'rejected', code };
}

/** The result of a command that may be given again. */
export const unavailable = { outcome: 'rejected', code: 'store-unavailable' } as const satisfies Outcome;
