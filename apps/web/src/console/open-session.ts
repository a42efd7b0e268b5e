import type { ErrorBody, ErrorCode, OpenedSession, OpenSessionRequest } from '@ack-attack/protocol';

/** @returns the new session with its secrets, or why there is none */
export async function openSession(request: OpenSessionRequest): Promise<OpenedSession | { error: ErrorCode }> {
  try {
    const response = await fetch('/api/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    const body = (await response.json()) as OpenedSession | ErrorBody;
    return 'error' in body ? { error: body.error } : body;
  } catch {
    return { error: 'internal' };
  }
}
