import { deleteHomework, type SessionDirectory, type SessionRoom } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';
import { Router, type Request, type Response } from 'express';
import { fail } from '../http/http-failure.ts';
import type { LogReadings } from '../readings/log-readings.ts';
import type { ReadAllowance } from '../readings/read-allowance.ts';
import { sendReading } from '../readings/send-reading.ts';
import { bearerToken, isHost, playerOf } from '../http/request-token.ts';

export interface ReadApiOptions {
  directory: SessionDirectory;
  readings: LogReadings;
  allowance: ReadAllowance;
}

/**
 * The report of a session: all of it for its host, and for each player what is the player's own. The host may also
 * delete the session, at once and for good.
 */
export function reportApi({ directory, store, readings, allowance }: ReadApiOptions & { store: SessionStore }): Router {
  const api = Router();

  async function roomOf(request: Request<{ id: string }>, response: Response): Promise<SessionRoom | undefined> {
    const room = await directory.freshById(request.params.id);
    if (!room) fail(response, 404, 'unknown-session', 'There is no such session, or it was deleted.');
    return room;
  }

  api.get('/sessions/:id/report', async (request, response) => {
    const room = await roomOf(request, response);
    if (!room) return;
    if (!isHost(room.state, bearerToken(request))) {
      return fail(response, 403, 'bad-token', "This needs the secret of the session's console.");
    }
    if (!(await allowance.admits(request, response))) return;
    await sendReading(response, readings.session(room), ({ report }) => report);
  });

  api.get('/sessions/:id/report/own', async (request, response) => {
    const room = await roomOf(request, response);
    if (!room) return;
    const player = playerOf(room.state, bearerToken(request));
    if (player === undefined) return failPhone(response);
    if (!(await allowance.admits(request, response))) return;
    await sendReading(response, readings.session(room), ({ ownReport }) => ownReport.get(player), failPhone);
  });

  api.delete('/sessions/:id', async (request, response) => {
    const room = await roomOf(request, response);
    if (!room) return;
    if (!isHost(room.state, bearerToken(request))) {
      return fail(response, 403, 'bad-token', "This needs the secret of the session's console.");
    }
    // Of homework nothing is left, either: its attempts are found by nothing else.
    await deleteHomework({ directory, store }, room);
    readings.forget(room.id);
    response.status(204).end();
  });

  return api;
}

function failPhone(response: Response): void {
  fail(response, 403, 'bad-token', "This needs the secret of the session's phone.");
}
