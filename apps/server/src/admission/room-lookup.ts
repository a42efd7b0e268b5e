import type { SessionDirectory, SessionRoom } from '@ack-attack/session';
import type { CodeTry } from './room-code-limiter.ts';

/** Looks a room up unless its code may not be tried now, and says what became of the try. */
export async function lookUp(
  tried: CodeTry | { waitMs: number },
  find: () => Promise<SessionRoom | undefined>,
): Promise<{ waitMs: number } | { room: SessionRoom | undefined }> {
  if ('waitMs' in tried) return tried;
  let room: SessionRoom | undefined;
  try {
    room = await find();
  } catch (error) {
    tried.failed();
    throw error;
  }
  if (room) tried.right();
  else tried.wrong();
  return { room };
}

/** The unfinished session with this room code. Homework has its link; nobody plays in its room. */
export async function playableRoom(directory: SessionDirectory, code: string): Promise<SessionRoom | undefined> {
  const room = await directory.byRoomCode(code);
  return room?.state.homework ? undefined : room;
}
