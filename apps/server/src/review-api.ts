import type { PlayerId, SessionState } from '@ack-attack/engine';
import {
  viewMarks,
  viewMisconceptions,
  viewMoments,
  viewOwnMarks,
  type SessionDirectory,
  type SessionRoom,
} from '@ack-attack/session';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { fail } from './http-failure.ts';
import { hashToken, sameHash } from './secrets.ts';

/** The secret that a request brings in its header. */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1];
}

/** Whether the secret is that of the session's console. */
export function isHost({ hostTokenHash }: SessionState, token: string | undefined): boolean {
  return token !== undefined && sameHash(hostTokenHash, hashToken(token));
}

/** Whether the secret is that of the session's console or stage. */
export function isScreen(state: SessionState, token: string | undefined): boolean {
  return isHost(state, token) || (token !== undefined && sameHash(state.stageTokenHash, hashToken(token)));
}

/** Whose phone brings the secret. */
export function playerOf({ players }: SessionState, token: string | undefined): PlayerId | undefined {
  if (token === undefined) return undefined;
  const hash = hashToken(token);
  return players.find(({ tokenHash }) => sameHash(tokenHash, hash))?.id;
}

type Answer = (room: SessionRoom, token: string | undefined, response: Response) => Promise<unknown>;

/** What the rounds show that are revealed, each part for whom it is meant. */
export function reviewApi(directory: SessionDirectory): Router {
  const api = Router();

  function inRoom(answer: Answer): RequestHandler<{ id: string }> {
    return async (request, response) => {
      const room = await directory.byId(request.params.id);
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
