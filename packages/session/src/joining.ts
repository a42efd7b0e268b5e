import type { Command, PlayerId, SessionState } from '@ack-attack/engine';
import { isAbusive } from '@ack-attack/names';
import type { ErrorCode } from '@ack-attack/protocol';
import type { Outcome } from './answer-memory.ts';
import { drawnName, freeName } from './free-name.ts';
import type { Shell } from './shell.ts';

export type Joined =
  { outcome: 'accepted'; player: PlayerId } | { outcome: 'rejected'; code: ErrorCode; suggestion?: string };

interface JoiningRoom {
  readonly state: SessionState;
  submit: (command: Command) => Promise<Outcome>;
}

/** Joins with the name that is asked for, or one that is drawn; a rejected name comes back with one that is free. */
export async function joinRoom(
  room: JoiningRoom,
  name: string,
  tokenHash: string,
  { newId, shell: { now } }: { newId: () => string; shell: Shell },
): Promise<Joined> {
  const known = () => room.state.players.find((player) => player.tokenHash === tokenHash)?.id;
  const before = known();
  if (before !== undefined) return { outcome: 'accepted', player: before };
  const player = newId() as PlayerId;
  const generated = room.state.rules.naming === 'generated';
  if (!generated && isAbusive(name)) return rejectedName('name-abusive', drawnName(room.state, player, now()));
  let outcome: Outcome;
  do {
    // Where no name can be drawn the room is closed to everybody, and the engine says why.
    const own = generated ? (drawnName(room.state, player, now()) ?? name) : name;
    outcome = await room.submit({ by: 'server', command: { type: 'joinSession', player, name: own, tokenHash } });
    const joined = known();
    if (joined !== undefined) return { outcome: 'accepted', player: joined };
    // Somebody who joined in the same moment may have drawn the same.
  } while (generated && outcome.outcome === 'rejected' && outcome.code === 'name-taken');
  const code = outcome.outcome === 'rejected' ? outcome.code : 'internal';
  return rejectedName(code, code === 'name-taken' ? freeName(room.state, name, now()) : undefined);
}

function rejectedName(code: ErrorCode, suggestion: string | undefined): Joined {
  return { outcome: 'rejected', code, ...(suggestion === undefined ? {} : { suggestion }) };
}
