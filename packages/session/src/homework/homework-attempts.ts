import {
  decide,
  random,
  type HomeworkTerms,
  type PlayerId,
  type Role,
  type ServerCommand,
  type SessionState,
} from '@ack-attack/engine';
import type { ErrorCode } from '@ack-attack/protocol';
import type { SessionStore } from '@ack-attack/store';
import type { SessionDirectory } from '../directory/session-directory.ts';
import type { SessionRoom } from '../room/session-room.ts';

export interface HomeworkOptions {
  directory: SessionDirectory;
  store: SessionStore;
  /** Epoch ms. */
  now: () => number;
}

export interface HomeworkStudent {
  name: string;
  tokenHash: string;
  /** Counts only where the homework leaves it to the student. */
  role?: Role;
}

export type Begun =
  { outcome: 'begun' | 'going-on'; session: string } | { outcome: 'rejected'; code: ErrorCode; suggestion?: string };

/** Of two devices with one secret one is first; the other then finds the attempt that it began. */
const tries = 3;

/**
 * Lets a student begin homework, as a new one or as the one whose secret it is: in a session of its own, unless the
 * student's last one is still being played. Rejects where the store fails.
 *
 * @param room the homework's own
 */
export async function beginAttempt(
  options: HomeworkOptions,
  room: SessionRoom,
  student: HomeworkStudent,
): Promise<Begun> {
  // What was begun at another server a moment ago may not have been heard of here.
  await room.refresh();
  const joined = await room.join(student.name, student.tokenHash);
  if (joined.outcome === 'rejected') return joined;
  for (let left = tries; ; left--) {
    const unfinished = await unfinishedOf(options, room, joined.player);
    if (unfinished !== undefined) return { outcome: 'going-on', session: unfinished };
    const begun = await openNext(options, room, joined.player, student);
    if (begun.outcome !== 'rejected' || begun.code !== 'stale-command' || left === 1) return begun;
    await room.refresh();
  }
}

/** The sessions of a student's attempts, in order. */
export function attemptsOf({ attempts = [] }: SessionState, student: PlayerId): readonly string[] {
  return attempts.flatMap(({ player, session }) => (player === student ? [session] : []));
}

async function unfinishedOf(
  { directory }: HomeworkOptions,
  { state }: SessionRoom,
  player: PlayerId,
): Promise<string | undefined> {
  const last = attemptsOf(state, player).at(-1);
  const played = last === undefined ? undefined : await directory.byId(last);
  return played && played.state.phase !== 'finished' ? last : undefined;
}

async function openNext(
  { directory, store, now }: HomeworkOptions,
  room: SessionRoom,
  player: PlayerId,
  { tokenHash, role }: HomeworkStudent,
): Promise<Begun> {
  const { state } = room;
  const { homework, settings, rules, hostTokenHash } = state;
  if (!homework) return { outcome: 'rejected', code: 'unknown-homework' };
  const number = attemptsOf(state, player).length + 1;
  const noted = (session: string): ServerCommand => ({ type: 'openAttempt', player, session, number });
  // A session that nobody may begin is not opened first.
  const dry = decide(state, { by: 'server', command: noted('') }, now());
  if (dry.outcome === 'rejected') return { outcome: 'rejected', code: dry.rejection.code };
  const { rounds, plan, title } = homework;
  const opened = await directory.open({
    settings,
    // The teacher reads the attempt with the homework's secret; a stage it has none.
    hostTokenHash,
    stageTokenHash: '',
    rules,
    seed: seedOf(state, homework, number),
    solo: {
      role: homework.role ?? role ?? 'producer',
      rounds,
      ...(plan ? { plan } : {}),
      homework: { session: state.id, title, attempt: number },
    },
  });
  if (opened.outcome === 'rejected') return opened;
  const { id: session } = opened.room;
  const name = state.players.find(({ id }) => id === player)?.name ?? '';
  let outcome = await opened.room.submit({ by: 'server', command: { type: 'joinSession', player, name, tokenHash } });
  if (outcome.outcome === 'accepted') outcome = await room.submit({ by: 'server', command: noted(session) });
  if (outcome.outcome === 'accepted') return { outcome: 'begun', session };
  await store.delete(session);
  directory.deleted(session);
  return { outcome: 'rejected', code: outcome.code };
}

/** Orders and faults are drawn from it: the same for all, in every attempt or in each attempt of one number. */
function seedOf({ seed }: SessionState, { sameOrders }: HomeworkTerms, attempt: number): number {
  return sameOrders ? seed : Math.floor(random(seed, 'attempt', attempt) * 0x1_0000_0000);
}
