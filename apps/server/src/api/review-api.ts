import type { SessionState } from '@ack-attack/engine';
import { Router } from 'express';
import { fail } from '../http/http-failure.ts';
import type { SessionAnswers } from '../readings/reading-jobs.ts';
import { sendReading } from '../readings/send-reading.ts';
import type { ReadApiOptions } from './report-api.ts';
import { bearerToken, isHost, isScreen, playerOf } from '../http/request-token.ts';

type Part = (answers: SessionAnswers) => string;
/** The part of what is told that a secret may read; undefined where it may not. */
type PartFor = (state: SessionState, token: string | undefined) => Part | undefined;

/** What the rounds show that are revealed, each part for whom it is meant. */
export function reviewApi({ directory, readings, allowance }: ReadApiOptions): Router {
  const api = Router();

  function answer(path: string, whose: string, partFor: PartFor): void {
    api.get(`/sessions/:id/${path}`, async (request, response) => {
      const room = await directory.freshById(request.params.id);
      if (!room) return fail(response, 404, 'unknown-session', 'There is no such session, or it was deleted.');
      const part = partFor(room.state, bearerToken(request));
      if (!part) return fail(response, 403, 'bad-token', `This needs the secret of the session's ${whose}.`);
      if (!(await allowance.admits(request, response))) return;
      await sendReading(response, readings.session(room), part);
    });
  }

  answer('moments', 'stage or console', (state, token) => onlyIf(isScreen(state, token), ({ moments }) => moments));
  answer('marks', 'console', (state, token) => onlyIf(isHost(state, token), ({ marks }) => marks));
  answer('misconceptions', 'console', (state, token) =>
    onlyIf(isHost(state, token), ({ misconceptions }) => misconceptions),
  );
  answer('marks/own', 'phone', (state, token) => {
    const player = playerOf(state, token);
    return player === undefined ? undefined : ({ ownMarks, noMarks }) => ownMarks.get(player) ?? noMarks;
  });

  return api;
}

function onlyIf(allowed: boolean, part: Part): Part | undefined {
  return allowed ? part : undefined;
}
