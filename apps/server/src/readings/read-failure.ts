import type { Response } from 'express';
import { fail } from '../http/http-failure.ts';
import { LineFull } from './line-of.ts';
import { ReadingThreadEnded } from './reading-thread.ts';

const retryAfterS = 10;

/**
 * Answers a request whose reading failed because of what there is to do.
 *
 * @throws what has another cause
 */
export function failRead(response: Response, error: unknown): void {
  if (error instanceof LineFull) {
    response.set('retry-after', String(retryAfterS));
    return fail(response, 503, 'busy', 'Many reports are being made; ask again in a moment.');
  }
  if (error instanceof ReadingThreadEnded && error.outOfMemory) {
    const message = 'The log of this session is too long for a report here; its replay works it out in the browser.';
    return fail(response, 413, 'too-large', message);
  }
  throw error;
}
