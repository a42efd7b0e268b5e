import type { KeptSession } from '../../shared/links/stored-sessions.ts';
import { askServer, isRefused } from '../../shared/server/ask-server.ts';

/** Deletes a session with its log for good. True where it is gone, also where it was gone before. */
export async function deleteSession({ session, hostToken }: KeptSession): Promise<boolean> {
  const answer = await askServer(`sessions/${encodeURIComponent(session)}`, { method: 'DELETE', token: hostToken });
  return !isRefused(answer) || answer.error === 'unknown-session';
}
