import {
  viewMarks,
  viewMisconceptions,
  viewMoments,
  viewOwnMarks,
  type SessionDirectory,
  type SessionRoom,
} from '@ack-attack/session';
import { Router, type RequestHandler, type Response } from 'express';
import { fail } from './http-failure.ts';
import { bearerToken, isHost, isScreen, playerOf } from './request-token.ts';

type Answer = (room: SessionRoom, token: string | undefined, response: Response) => Promise<unknown>;

/** What the rounds show that are revealed, each part for whom it is meant. */
export function reviewApi(directory: SessionDirectory): Router {
  const api = Router();

  function inRoom(answer: Answer): RequestHandler<{ id: string }> {
    return async (request, response) => {
      const room = await directory.freshById(request.params.id);
      if (!room) return fail(response, 404, 'unknown-session', 'There is no such session, or it was deleted.');
      await answer(room, bearerToken(request), response);
    };
  }

  api.get(
    '/sessions/:id/moments',
    inRoom(async (room, token, response) => {
      if (!isScreen(room.state, token)) return refuse(response, 'stage or console');
      response.json(viewMoments(await room.review()));
    }),
  );

  api.get(
    '/sessions/:id/marks',
    inRoom(async (room, token, response) => {
      if (!isHost(room.state, token)) return refuse(response, 'console');
      response.json(viewMarks(await room.review()));
    }),
  );

  api.get(
    '/sessions/:id/marks/own',
    inRoom(async (room, token, response) => {
      const player = playerOf(room.state, token);
      if (player === undefined) return refuse(response, 'phone');
      response.json(viewOwnMarks(await room.review(), player));
    }),
  );

  api.get(
    '/sessions/:id/misconceptions',
    inRoom(async (room, token, response) => {
      if (!isHost(room.state, token)) return refuse(response, 'console');
      response.json(viewMisconceptions(await room.review()));
    }),
  );

  return api;
}

function refuse(response: Response, whose: string): void {
  fail(response, 403, 'bad-token', `This needs the secret of the session's ${whose}.`);
}
