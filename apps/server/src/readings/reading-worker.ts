import { parentPort } from 'node:worker_threads';
import { summarizeAttempt, SessionReading } from '@ack-attack/replay';
import type { NumberedJob, ReadingJob, ReadingReply, ReadingResults } from './reading-jobs.ts';
import { sessionAnswers } from './session-answers.ts';

/** The thread that folds logs for reports and reviews, so that the one that serves games never does. */
const readings = new Map<string, SessionReading>();

function resultOf(job: ReadingJob): ReadingResults[ReadingJob['do']] {
  switch (job.do) {
    case 'take': {
      if (job.after === 0) readings.set(job.reading, new SessionReading());
      const reading = known(job.reading);
      // A thread before this one may have had what comes first.
      if (reading.review.version !== job.after) throw new Error(`a reading is not at version ${job.after}`);
      for (const event of job.events) reading.take(event);
      return true;
    }
    case 'answer':
      return sessionAnswers(known(job.reading));
    case 'attempt':
      return summarizeAttempt(known(job.reading));
    case 'drop':
      readings.delete(job.reading);
      return true;
  }
}

function known(name: string): SessionReading {
  const reading = readings.get(name);
  if (!reading) throw new Error('a reading was lost');
  return reading;
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
