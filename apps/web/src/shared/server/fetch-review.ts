import type { OwnMarks, SessionMarks, SessionMisconceptions, SessionMoments } from '@ack-attack/protocol';

interface Reviews {
  moments: SessionMoments;
  marks: SessionMarks;
  'marks/own': OwnMarks;
  misconceptions: SessionMisconceptions;
}

/**
 * What the rounds show that are revealed.
 *
 * @param token of whom that part is meant for
 * @throws Error where the server gives no answer, or none to this one
 */
export async function fetchReview<What extends keyof Reviews>(
  what: What,
  { session, token }: { session: string; token: string },
): Promise<Reviews[What]> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`/api/sessions/${encodeURIComponent(session)}/${what}`, { headers });
  if (!response.ok) throw new Error(`${what}: ${response.status}`);
  return (await response.json()) as Reviews[What];
}
