import {
  claimNumber,
  playerNamed,
  type ClaimId,
  type Command,
  type PlayerId,
  type SessionState,
} from '@ack-attack/engine';
import { isAbusive } from '@ack-attack/names';
import type { ErrorCode } from '@ack-attack/protocol';
import type { Outcome } from '../base/reply-cache.ts';
import { drawnName, freeName } from './free-name.ts';
import type { Runtime } from '../base/runtime.ts';

type Rejected = {
  outcome: 'rejected';
  code: ErrorCode;
  suggestion?: string;
  /** Whether somebody has the name, so that the seat can be claimed. */
  claimable?: true;
};
export type Joined = { outcome: 'accepted'; player: PlayerId } | Rejected;
/** `number` is what the console shows for a claim that waits for the teacher. */
export type Claimed = Joined | { outcome: 'waiting'; number: number };

interface JoiningRoom {
  readonly state: SessionState;
  submit: (command: Command) => Promise<Outcome>;
}

interface JoiningOptions {
  newId: () => string;
  runtime: Runtime;
}

const unusable: ReadonlySet<ErrorCode> = new Set(['name-taken', 'name-abusive']);

/** Joins with the name that is asked for, or one that is drawn; a rejected name comes back with one that is free. */
export async function joinRoom(
  room: JoiningRoom,
  name: string,
  tokenHash: string,
  { newId, runtime: { now } }: JoiningOptions,
): Promise<Joined> {
  const known = () => playerOf(room, tokenHash);
  const before = known();
  if (before !== undefined) return { outcome: 'accepted', player: before };
  const player = newId() as PlayerId;
  const generated = room.state.rules.naming === 'generated';
  let outcome: Outcome;
  do {
    // Where no name can be drawn the room is closed to everybody, and the engine says why.
    const own = generated ? (drawnName(room.state, player, now()) ?? name) : name;
    outcome = await room.submit({ by: 'server', command: { type: 'joinSession', player, name: own, tokenHash } });
    const joined = known();
    if (joined !== undefined) return { outcome: 'accepted', player: joined };
    // A player who joined in the same moment may have drawn the same name.
  } while (generated && outcome.outcome === 'rejected' && outcome.code === 'name-taken');
  const code = outcome.outcome === 'rejected' ? outcome.code : 'internal';
  return {
    outcome: 'rejected',
    code,
    ...suggested(unusable.has(code) ? freeNameLike(room.state, name, player, now()) : undefined),
    ...(code !== 'banned' && playerNamed(room.state, name) ? { claimable: true } : {}),
  };
}

/** Asks the teacher for the seat of the player who has that name, or says what came of it. */
export async function submitSeatClaim(
  room: JoiningRoom,
  name: string,
  tokenHash: string,
  { newId }: JoiningOptions,
): Promise<Claimed> {
  const before = playerOf(room, tokenHash);
  if (before !== undefined) return { outcome: 'accepted', player: before };
  const player = playerNamed(room.state, name)?.id;
  if (player === undefined) return { outcome: 'rejected', code: 'unknown-player' };
  const command = { type: 'claimSeat', player, claim: newId() as ClaimId, tokenHash } as const;
  const outcome = await room.submit({ by: 'server', command });
  const granted = playerOf(room, tokenHash);
  if (granted !== undefined) return { outcome: 'accepted', player: granted };
  if (outcome.outcome === 'rejected') return outcome;
  const claim = room.state.claims?.find((candidate) => candidate.tokenHash === tokenHash);
  return claim
    ? { outcome: 'waiting', number: claimNumber(room.state, claim.id) }
    : { outcome: 'rejected', code: 'internal' };
}

/** A number behind a name that only the host may give would not make it one for everybody. */
function freeNameLike(state: SessionState, name: string, player: PlayerId, now: number): string | undefined {
  return isAbusive(name) ? drawnName(state, player, now) : freeName(state, name, now);
}

function playerOf({ state }: JoiningRoom, tokenHash: string): PlayerId | undefined {
  return state.players.find((player) => player.tokenHash === tokenHash)?.id;
}

function suggested(suggestion: string | undefined): { suggestion?: string } {
  return suggestion === undefined ? {} : { suggestion };
}
