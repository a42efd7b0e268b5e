import type { ErrorBody, ErrorCode } from '@ack-attack/protocol';
import type { Response } from 'express';

/** @param suggestion a name that is free, where one was refused */
export function fail(response: Response, status: number, error: ErrorCode, message: string, suggestion?: string): void {
  const body: ErrorBody = { error, message, ...(suggestion === undefined ? {} : { suggestion }) };
  response.status(status).json(body);
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
