import type { MessageId, SeatId } from './ids.ts';
import type { DedupLog, Lane, WrittenId } from './lane.ts';
import { find } from './list.ts';
import type { Profile } from './settings.ts';

/** Whose dedup log a consumer writes and reads. */
export function logOwner(profile: Profile, consumer: SeatId): SeatId | 'lane' {
  return profile.dedupLog === 'durable' ? 'lane' : consumer;
}

export function isLogged(lane: Lane, owner: SeatId | 'lane', message: MessageId): boolean {
  return lane.dedupLogs.some((log) => log.owner === owner && find(log.ids, message) !== undefined);
}

/** The IDs with one more; what was written before keeps its time. */
export function remembering(ids: readonly WrittenId[], id: MessageId, at: number): readonly WrittenId[] {
  return find(ids, id) ? ids : [...ids, { id, at }];
}

/** The logs with one more ID in the owner's. */
export function written(
  logs: readonly DedupLog[],
  owner: DedupLog['owner'],
  message: MessageId,
  at: number,
): readonly DedupLog[] {
  const log = logs.find((candidate) => candidate.owner === owner);
  if (!log) return [...logs, { owner, ids: [{ id: message, at }] }];
  return logs.map((candidate) => (candidate === log ? { owner, ids: remembering(log.ids, message, at) } : candidate));
}
