import type { ErrorBody, ErrorCode } from '@ack-attack/protocol';
import type { Response } from 'express';

export function fail(response: Response, status: number, error: ErrorCode, message: string): void {
  const body: ErrorBody = { error, message };
  response.status(status).json(body);
}
