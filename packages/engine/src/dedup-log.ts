import type { MessageId, SeatId } from './ids.ts';
import type { DedupLog, Lane } from './lane.ts';
import { including } from './list.ts';
import type { Profile } from './settings.ts';

/** Whose dedup log a consumer writes and reads. */
export function logOwner(profile: Profile, consumer: SeatId): SeatId | 'lane' {
  return profile.dedupLog === 'durable' ? 'lane' : consumer;
}

export function isLogged(lane: Lane, owner: SeatId | 'lane', message: MessageId): boolean {
  return lane.dedupLogs.some((log) => log.owner === owner && log.ids.includes(message));
}

/** The logs with one more ID in the owner's. */
export function written(logs: readonly DedupLog[], owner: DedupLog['owner'], message: MessageId): readonly DedupLog[] {
  const log = logs.find((candidate) => candidate.owner === owner);
  if (!log) return [...logs, { owner, ids: [message] }];
  return logs.map((candidate) => (candidate === log ? { owner, ids: including(log.ids, message) } : candidate));
}
