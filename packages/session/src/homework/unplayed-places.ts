import { emptySession, evolveAll } from '@ack-attack/engine';
import { attemptsOf, type HomeworkOptions } from './homework-attempts.ts';
import { removeStudent } from './homework-removal.ts';
import type { SessionRoom } from '../room/session-room.ts';

/** How long a student's place is kept without a round begun, in ms. */
export const unplayedMs = 600_000;
/** An attempt with more events than this has been played, or tried for long. */
const eventsOfUnplayed = 200;

/**
 * Takes the oldest place of homework that nobody has used away, so that names somebody made up do not keep a class out: its
 * student has begun no round in ten minutes and is not connected. Rejects where the store fails.
 *
 * @param room the homework's own
 * @returns whether a place is free now
 */
export async function freeUnplayedPlace(
  { directory, store, now }: HomeworkOptions,
  room: SessionRoom,
): Promise<boolean> {
  const { players, createdAt } = room.state;
  for (const { id, joinedAt } of players) {
    // In the order of joining: all that follow are younger.
    if (now() - createdAt - joinedAt < unplayedMs) return false;
    if (!(await isUnplayed(store, attemptsOf(room.state, id)))) continue;
    return (await removeStudent({ directory, store }, room, id, `free-${id}`)) === undefined;
  }
  return false;
}

async function isUnplayed(store: HomeworkOptions['store'], attempts: readonly string[]): Promise<boolean> {
  for (const session of attempts) {
    const record = await store.find(session);
    if (!record) continue;
    if (record.version > eventsOfUnplayed) return false;
    const { round, players } = evolveAll(emptySession, await store.read(session, 0));
    // A student who joined counts as connected before there was any connection.
    if (round > 0 || players.some(({ connected, via }) => connected && via !== undefined)) return false;
  }
  return true;
}
