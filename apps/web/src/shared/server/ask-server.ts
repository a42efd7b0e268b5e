import type { ErrorBody, ErrorCode } from '@ack-attack/protocol';

/** Why the server did not do it; `unreachable` where it did not answer. */
export interface RequestRefusal {
  error: ErrorCode | 'unreachable';
  /** For a name that is taken or refused: one that is free. */
  suggestion?: string;
}

export interface ServerRequest {
  /** Sent as JSON; a question without one only reads. */
  body?: object;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The secret that authenticates the caller. */
  token?: string;
}

/** Asks the server's API. An answer without content is an empty object. */
export async function askServer<T extends object>(
  path: string,
  question: ServerRequest = {},
): Promise<T | RequestRefusal> {
  const { body, token, method = body ? 'POST' : 'GET' } = question;
  try {
    const response = await fetch(`/api/${path}`, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (response.status === 204) return {} as T;
    const answer = (await response.json()) as T | ErrorBody;
    if (!('error' in answer)) return answer;
    return { error: answer.error, ...(answer.suggestion === undefined ? {} : { suggestion: answer.suggestion }) };
  } catch {
    return { error: 'unreachable' };
  }
}

export function isRefused(answer: object): answer is RequestRefusal {
  return 'error' in answer;
}
