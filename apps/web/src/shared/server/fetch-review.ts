import type { OwnMarks, SessionMarks, SessionMisconceptions, SessionMoments } from '@ack-attack/protocol';
import { askServer, isRefused } from './ask-server.ts';

interface Reviews {
  moments: SessionMoments;
  marks: SessionMarks;
  'marks/own': OwnMarks;
  misconceptions: SessionMisconceptions;
}

/**
 * Fetches a part of the review of the revealed rounds.
 *
 * @param token the secret of the client that the part is for
 * @throws Error where the server gives no answer, or none to this one
 */
export async function fetchReview<What extends keyof Reviews>(
  what: What,
  { session, token }: { session: string; token: string },
): Promise<Reviews[What]> {
  const answer = await askServer<Reviews[What]>(`sessions/${encodeURIComponent(session)}/${what}`, { token });
  if (isRefused(answer)) throw new Error(`${what}: ${answer.error}`);
  return answer;
}
