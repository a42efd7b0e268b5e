import type { Response } from 'express';
import { failRead } from './read-failure.ts';
import type { SessionAnswers } from './reading-jobs.ts';

/**
 * Sends a part of what is told of a session. Rejects with what is no fault of the load that there is.
 *
 * @param part the JSON text of it
 * @param orElse where there is no such part
 */
export async function sendReading(
  response: Response,
  reading: Promise<SessionAnswers>,
  part: (answers: SessionAnswers) => string | undefined,
  orElse: (response: Response) => void = () => undefined,
): Promise<void> {
  try {
    const text = part(await reading);
    if (text === undefined) orElse(response);
    else response.type('json').send(text);
  } catch (error) {
    failRead(response, error);
  }
}
