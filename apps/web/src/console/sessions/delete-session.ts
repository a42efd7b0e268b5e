import type { KeptSession } from '../../shared/links/stored-sessions.ts';

/** Deletes a session with its log for good. True where it is gone, also where it was gone before. */
export async function deleteSession({ session, hostToken }: KeptSession): Promise<boolean> {
  try {
    const headers = { authorization: `Bearer ${hostToken}` };
    const response = await fetch(`/api/sessions/${encodeURIComponent(session)}`, { method: 'DELETE', headers });
    return response.ok || response.status === 404;
  } catch {
    return false;
  }
}
