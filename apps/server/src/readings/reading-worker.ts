import { parentPort } from 'node:worker_threads';
import { readAttempt, SessionReading } from '@ack-attack/replay';
import type { NumberedJob, ReadingJob, ReadingReply, ReadingResults } from './reading-jobs.ts';
import { sessionAnswers } from './session-answers.ts';

/** The thread that folds logs for reports and reviews, so that the one that serves games never does. */
const readings = new Map<string, SessionReading>();

function resultOf(job: ReadingJob): ReadingResults[ReadingJob['do']] {
  const reading = readings.get(job.reading) ?? new SessionReading();
  switch (job.do) {
    case 'take':
      readings.set(job.reading, reading);
      for (const event of job.events) reading.take(event);
      return true;
    case 'answer':
      return sessionAnswers(reading);
    case 'attempt':
      return readAttempt(reading);
    case 'drop':
      readings.delete(job.reading);
      return true;
  }
}

parentPort?.on('message', ({ number, ...job }: NumberedJob) => {
  let reply: ReadingReply;
  try {
    reply = { number, result: resultOf(job) };
  } catch (error) {
    // A log that cannot be folded: the half of it is of no use.
    readings.delete(job.reading);
    reply = { number, failure: String(error) };
  }
  parentPort?.postMessage(reply);
});
