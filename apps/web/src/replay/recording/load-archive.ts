import type { GameEvent, PlayerId } from '@ack-attack/engine';
import { ArchiveError, parseArchive, readArchive, type ArchiveFault } from '@ack-attack/replay';
import { ownToken } from './own-token.ts';
import { openRecording, type Recording } from './recording.ts';
import { t } from '../base/text.ts';

/** Why there is nothing to show. `line` counts from 1 in the log. */
export type LoadFailure =
  | { why: 'no-session' | 'unknown-session' | 'not-finished' | 'unreachable' | 'no-round' | 'too-large' }
  | { why: 'damaged'; line: number; fault: ArchiveFault };

export type Loaded = { recording: Recording } | { failure: LoadFailure };

/** The session that the address names, in its query or its fragment. */
export function sessionInAddress({ search, hash }: Pick<Location, 'search' | 'hash'>): string | undefined {
  const asked =
    new URLSearchParams(search).get('session') ?? new URLSearchParams(hash.replace(/^#/, '')).get('session');
  return asked?.trim() || undefined;
}

/** Fetches and checks the log of a session: whole once it is finished, before that what its screens may read. */
export async function loadArchive(session: string): Promise<Loaded> {
  let text: string;
  try {
    const token = ownToken(session);
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    // A log is JSON lines and read as text, which the shared request helper does not do.
    const response = await fetch(`/api/sessions/${encodeURIComponent(session)}/log`, { headers });
    if (response.status === 404) return { failure: { why: 'unknown-session' } };
    if (response.status === 409) return { failure: { why: 'not-finished' } };
    if (!response.ok) return { failure: { why: 'unreachable' } };
    text = await response.text();
  } catch {
    return { failure: { why: 'unreachable' } };
  }
  return openArchive(text);
}

/** What is quickly checked is checked before anything is shown; the page's worker sees to the others. */
const quicklyChecked = 2_000_000;

/** Seven times the log of an hour with 60 students; a browser that reads much more than that into a page ends it. */
export const largestFileMegabytes = 100;

/** Reads a log that a reader has as a file. */
export async function openFile(file: File): Promise<Loaded> {
  if (file.size > largestFileMegabytes * 1e6) return { failure: { why: 'too-large' } };
  return openArchive(await file.text());
}

function openArchive(text: string): Loaded {
  try {
    return opened(text, text.length > quicklyChecked ? readArchive : parseArchive);
  } catch (error) {
    if (error instanceof ArchiveError) return { failure: { why: 'damaged', line: error.line, fault: error.fault } };
    throw error;
  }
}

function opened(text: string, read: typeof readArchive): Loaded {
  const { events } = read(text);
  try {
    const recording = openRecording(withNames(events), text);
    return recording ? { recording } : { failure: { why: 'no-round' } };
  } catch (error) {
    // Where every line is valid alone, the check of them together finds the wrong one.
    parseArchive(text);
    throw error;
  }
}

/** An outsider's log has no names, so students are called by numbers. */
function withNames(events: readonly GameEvent[]): readonly GameEvent[] {
  const names = new Map<PlayerId, string>();
  return events.map((event) => {
    if ((event.type !== 'playerJoined' && event.type !== 'playerRenamed') || event.name !== '') return event;
    const name = names.get(event.player) ?? t('replay.student', { number: names.size + 1 });
    names.set(event.player, name);
    return { ...event, name };
  });
}
