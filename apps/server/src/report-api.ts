import { ownReport, sessionReport, type SessionReport } from '@ack-attack/replay';
import { deleteHomework, type SessionDirectory, type SessionRoom } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';
import { Router, type Request, type Response } from 'express';
import { fail } from './http-failure.ts';
import { bearerToken, isHost, playerOf } from './request-token.ts';

/**
 * The report of a session: all of it for its host, and for each player what is the player's own. The host may also
 * delete the session, at once and for good.
 */
export function reportApi(directory: SessionDirectory, store: SessionStore): Router {
  const api = Router();
  const reports = new WeakMap<SessionRoom, { version: number; report: Promise<SessionReport> }>();

  /** Worked out once for each state of a session, however many of a class ask at the same time. */
  function reportOf(room: SessionRoom): Promise<SessionReport> {
    const { version } = room.state;
    const known = reports.get(room);
    if (known?.version === version) return known.report;
    const report = room.revealedLog().then(sessionReport);
    reports.set(room, { version, report });
    report.catch(() => reports.delete(room));
    return report;
  }

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
    response.json(await reportOf(room));
  });

  api.get('/sessions/:id/report/own', async (request, response) => {
    const room = await roomOf(request, response);
    if (!room) return;
    const player = playerOf(room.state, bearerToken(request));
    const own = player === undefined ? undefined : ownReport(await reportOf(room), player);
    if (!own) return fail(response, 403, 'bad-token', "This needs the secret of the session's phone.");
    response.json(own);
  });

  api.delete('/sessions/:id', async (request, response) => {
    const room = await roomOf(request, response);
    if (!room) return;
    if (!isHost(room.state, bearerToken(request))) {
      return fail(response, 403, 'bad-token', "This needs the secret of the session's console.");
    }
    // Of homework nothing is left, either: its attempts are found by nothing else.
    await deleteHomework({ directory, store }, room);
    response.status(204).end();
  });

  return api;
}
