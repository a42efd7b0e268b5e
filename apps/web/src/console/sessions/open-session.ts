import type { ErrorCode, OpenedSession, OpenSessionRequest } from '@ack-attack/protocol';
import { askServer, isRefused } from '../../shared/server/ask-server.ts';

/** @returns the new session with its secrets, or why there is none */
export async function openSession(request: OpenSessionRequest): Promise<OpenedSession | { error: ErrorCode }> {
  const answer = await askServer<OpenedSession>('sessions', { body: request });
  if (!isRefused(answer)) return answer;
  return { error: answer.error === 'unreachable' ? 'internal' : answer.error };
}
