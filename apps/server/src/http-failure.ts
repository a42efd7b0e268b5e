import type { ErrorBody, ErrorCode } from '@ack-attack/protocol';
import type { Response } from 'express';

/** @param suggestion a name that is free, where one was refused */
export function fail(response: Response, status: number, error: ErrorCode, message: string, suggestion?: string): void {
  const body: ErrorBody = { error, message, ...(suggestion === undefined ? {} : { suggestion }) };
  response.status(status).json(body);
}
