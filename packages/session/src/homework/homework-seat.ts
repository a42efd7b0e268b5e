import type { PlayerId } from '@ack-attack/engine';
import type { ErrorCode } from '@ack-attack/protocol';
import type { SessionRoom } from '../room/session-room.ts';
import { attemptsOf, type HomeworkOptions } from './homework-attempts.ts';

/**
 * Makes another secret the one of a student, in homework and in every attempt of the student; a phone that plays with the
 * old one is told. What a failure left behind is done when it is asked for again, with whatever secret. Rejects where the
 * store fails.
 *
 * @param room the homework's own
 * @returns why it could not be done; undefined where it was
 */
export async function handStudentOver(
  { directory }: Pick<HomeworkOptions, 'directory'>,
  room: SessionRoom,
  student: PlayerId,
  tokenHash: string,
): Promise<ErrorCode | undefined> {
  await room.refresh();
  const rooms: SessionRoom[] = [room];
  for (const session of attemptsOf(room.state, student)) {
    const attempt = await directory.freshById(session);
    if (attempt) rooms.push(attempt);
  }
  for (const one of rooms) {
    const command = { type: 'handOverSeat', player: student, tokenHash } as const;
    const outcome = await one.submit({ by: 'server', command });
    if (outcome.outcome === 'rejected') return outcome.code;
  }
  return undefined;
}
