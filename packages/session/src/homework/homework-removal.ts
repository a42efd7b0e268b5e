import type { PlayerId } from '@ack-attack/engine';
import type { ErrorCode } from '@ack-attack/protocol';
import { attemptsOf, type HomeworkOptions } from './homework-attempts.ts';
import type { SessionRoom } from '../room/session-room.ts';

type RemovalOptions = Pick<HomeworkOptions, 'directory' | 'store'>;

/**
 * Takes a student out of homework and deletes every attempt of the student; a phone that plays one is told. What a
 * failure left behind goes when it is asked for again. Rejects where the store fails.
 *
 * @param room the homework's own
 * @param id names the teacher's command
 * @returns why it could not be done; undefined where it was
 */
export async function removeStudent(
  options: RemovalOptions,
  room: SessionRoom,
  student: PlayerId,
  id: string,
): Promise<ErrorCode | undefined> {
  await room.refresh();
  const listed = room.state.players.some((player) => player.id === student);
  if (!listed && attemptsOf(room.state, student).length === 0) return 'unknown-player';
  if (listed) {
    // First of all, so that no further attempt is begun meanwhile.
    const code = await remove(room, student, id);
    if (code !== undefined) return code;
  }
  for (const session of attemptsOf(room.state, student)) {
    const attempt = await options.directory.byId(session);
    if (attempt && attempt.state.phase !== 'finished') await remove(attempt, student, id);
    await erase(options, session);
  }
  return undefined;
}

/** Deletes homework with every attempt at it. Rejects where the store fails; what is left then goes the next time. */
export async function deleteHomework(options: RemovalOptions, room: SessionRoom): Promise<void> {
  await room.refresh();
  for (const { session } of room.state.attempts ?? []) await erase(options, session);
  await erase(options, room.id);
}

async function remove(room: SessionRoom, player: PlayerId, id: string): Promise<ErrorCode | undefined> {
  const seq = room.lastSeq('host') + 1;
  const outcome = await room.submit({ by: 'host', seq, id, command: { type: 'removePlayer', player } });
  return outcome.outcome === 'rejected' && outcome.code !== 'unknown-player' ? outcome.code : undefined;
}

async function erase({ directory, store }: RemovalOptions, session: string): Promise<void> {
  await store.delete(session);
  directory.deleted(session);
}
