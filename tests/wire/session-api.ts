import type { RoundSettings } from '@ack-attack/engine';
import type { OpenedSession, OpenSessionRequest } from '@ack-attack/protocol';
import { parseArchive, type Archive } from '@ack-attack/replay';
import { waitFor } from './wait-for.ts';

/**
 * Opens a session at a server, and asks again as long as it says that it is busy.
 *
 * @param address of the teacher, as a proxy before the server would name it
 * @throws Error with the server's answer where it refuses
 */
export async function openSession(url: string, settings: RoundSettings, address?: string): Promise<OpenedSession> {
  const request: OpenSessionRequest = { settings };
  const response = await waitFor('the server has time', async () => {
    const answer = await fetch(`${url}/api/sessions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(address === undefined ? {} : { 'x-forwarded-for': address }),
      },
      body: JSON.stringify(request),
    });
    return answer.status === 503 ? undefined : answer;
  });
  if (!response.ok) throw new Error(`opening a session: ${response.status} ${await response.text()}`);
  return (await response.json()) as OpenedSession;
}

/**
 * The log of a finished session.
 *
 * @param token of its host, a screen or a student; without one the log has no names
 * @throws Error with the server's answer where it refuses
 */
export async function readLog(url: string, session: string, token?: string): Promise<Archive> {
  const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/sessions/${session}/log`, { headers });
  if (!response.ok) throw new Error(`reading the log: ${response.status} ${await response.text()}`);
  return parseArchive(await response.text());
}
