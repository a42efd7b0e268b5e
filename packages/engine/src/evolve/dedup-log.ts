import type { MessageId, SeatId } from '../base/ids.ts';
import type { LaneDraft } from './lane-draft.ts';
import type { DedupLog, Lane } from '../model/lane.ts';
import { find, without } from '../base/list.ts';
import type { Profile } from '../model/settings.ts';

/** Whose dedup log a consumer writes and reads. */
export function logOwner(profile: Profile, consumer: SeatId): SeatId | 'lane' {
  return profile.dedupLog === 'durable' ? 'lane' : consumer;
}

export function isLogged(lane: Lane, owner: SeatId | 'lane', message: MessageId): boolean {
  return lane.dedupLogs.some((log) => log.owner === owner && find(log.ids, message) !== undefined);
}

/** Writes an ID in the owner's log. What was written before keeps its time. */
export function writeId(draft: LaneDraft, owner: DedupLog['owner'], message: MessageId, at: number): void {
  const index = draft.lane.dedupLogs.findIndex((log) => log.owner === owner);
  if (index < 0) return draft.add('dedupLogs', { owner, ids: [{ id: message, at }] });
  const ids = draft.lane.dedupLogs[index]?.ids ?? [];
  if (!find(ids, message)) draft.editAt('dedupLogs', index).ids = [...ids, { id: message, at }];
}

/** The broker has made a message durable. */
export function rememberStored(draft: LaneDraft, message: MessageId, at: number): void {
  if (!find(draft.lane.storedIds, message)) draft.add('storedIds', { id: message, at });
}

/** Takes an ID out of one consumer's or the lane's log, out of the broker's memory, or without `from` out of all. */
export function forgetId(draft: LaneDraft, message: MessageId, from?: DedupLog['owner'] | 'broker'): void {
  for (const [index, { owner, ids }] of draft.lane.dedupLogs.entries()) {
    if ((from === undefined || from === owner) && find(ids, message)) {
      draft.editAt('dedupLogs', index).ids = without(ids, message);
    }
  }
  if (from !== undefined && from !== 'broker') return;
  draft.take('storedIds', message);
  draft.keep('metIds', (id) => id !== message);
}
