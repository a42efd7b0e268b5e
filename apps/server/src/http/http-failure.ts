import type { ErrorBody, ErrorCode } from '@ack-attack/protocol';
import { StoreError } from '@ack-attack/store';
import type { Response } from 'express';

/** @param suggestion a name that is free, where one was refused */
export function fail(response: Response, status: number, error: ErrorCode, message: string, suggestion?: string): void {
  const body: ErrorBody = { error, message, ...(suggestion === undefined ? {} : { suggestion }) };
  response.status(status).json(body);
}

/** What a failure of the store means for the request: the code, an HTTP status and a sentence. */
export function storeFailure(error: unknown): { code: ErrorCode; status: number; sentence: string } {
  const code = error instanceof StoreError ? error.code : undefined;
  if (code === 'damaged') {
    const sentence = 'The log of this session is damaged; other sessions are not. The log of the server says more.';
    return { code: 'session-damaged', status: 500, sentence };
  }
  if (code === 'newer-file') {
    return { code: 'session-newer', status: 500, sentence: 'This session needs a newer version of the server.' };
  }
  return { code: 'store-unavailable', status: 503, sentence: 'The store does not answer; try again in a moment.' };
}

const statuses: Partial<Record<ErrorCode, number>> = {
  'settings-invalid': 400,
  'plan-invalid': 400,
  'server-full': 503,
  'store-unavailable': 503,
  internal: 500,
};

/** What the game refuses is in conflict with what is there, unless it says otherwise. */
export function refused(response: Response, code: ErrorCode, message: string, suggestion?: string): void {
  fail(response, statuses[code] ?? 409, code, message, suggestion);
}
