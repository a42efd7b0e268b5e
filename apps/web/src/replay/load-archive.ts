import { browserStorage, rememberedSeat } from '@ack-attack/client/remembered';
import { keptSessions } from '../console/kept-sessions.ts';
import { ArchiveError, parseArchive, type Archive, type ArchiveFault } from '@ack-attack/replay';

/** Why there is nothing to show. `line` counts from 1 in the log. */
export type LoadFailure =
  | { why: 'no-session' | 'unknown-session' | 'not-finished' | 'unreachable' | 'no-round' }
  | { why: 'damaged'; line: number; fault: ArchiveFault };

/** `text` is the archive as it came. */
export type Loaded = { archive: Archive; text: string } | { failure: LoadFailure };

/** The session that the address names, in its query or its fragment. */
export function sessionInAddress({ search, hash }: Pick<Location, 'search' | 'hash'>): string | undefined {
  const asked =
    new URLSearchParams(search).get('session') ?? new URLSearchParams(hash.replace(/^#/, '')).get('session');
  return asked?.trim() || undefined;
}

/** The secret of the session's console or stage, where this browser has it. */
function screenToken(session: string): string | undefined {
  const stage = rememberedSeat(browserStorage(), 'stage');
  const kept = keptSessions().find((one) => one.session === session)?.hostToken;
  return kept ?? (stage?.session === session ? stage.token : undefined);
}

/** Fetches and checks the log of a session: whole once it is finished, before that what its screens may read. */
export async function loadArchive(session: string): Promise<Loaded> {
  let text: string;
  try {
    const token = screenToken(session);
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`/api/sessions/${encodeURIComponent(session)}/log`, { headers });
    if (response.status === 404) return { failure: { why: 'unknown-session' } };
    if (response.status === 409) return { failure: { why: 'not-finished' } };
    if (!response.ok) return { failure: { why: 'unreachable' } };
    text = await response.text();
  } catch {
    return { failure: { why: 'unreachable' } };
  }
  return readArchive(text);
}

/** Reads a log that a reader has as a file. */
export function readArchive(text: string): Loaded {
  try {
    return { archive: parseArchive(text), text };
  } catch (error) {
    if (error instanceof ArchiveError) {
      return { failure: { why: 'damaged', line: error.line, fault: error.fault } };
    }
    throw error;
  }
}
