import { homeworkReport, homeworkSummary, ownHomework } from '@ack-attack/replay';
import {
  attemptsOf,
  beginAttempt,
  deleteHomework,
  freeUnplayedPlace,
  handStudentOver,
  removeStudent,
  type SessionDirectory,
  type SessionRoom,
} from '@ack-attack/session';
import type { PlayerId } from '@ack-attack/engine';
import type { SessionStore } from '@ack-attack/store';
import type { BegunSession, HandedSeat, HomeworkInfo, SetHomework } from '@ack-attack/protocol';
import { beginAttemptRequest, setHomeworkRequest } from '@ack-attack/protocol/schema';
import { Router, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { fail, refused } from '../http/http-failure.ts';
import type { SessionCreationGuard } from './session-creation-guard.ts';
import { AttemptSummaryCache } from '../readings/attempt-summary-cache.ts';
import type { LogReadings } from '../readings/log-readings.ts';
import type { ReadAllowance } from '../readings/read-allowance.ts';
import { failRead } from '../readings/read-failure.ts';
import { bearerToken, isHost, playerOf } from '../http/request-token.ts';
import { hashToken, newToken } from '../runtime/secrets.ts';

export interface HomeworkApiOptions {
  directory: SessionDirectory;
  store: SessionStore;
  gate: SessionCreationGuard;
  readings: LogReadings;
  allowance: ReadAllowance;
  logger: Logger;
  /** Epoch ms. */
  now: () => number;
  /** How long homework is kept, in ms; it cannot be open for longer. */
  keptMs: number;
}

/** Homework: set, begun, read, closed and deleted. */
export function homeworkApi(options: HomeworkApiOptions): Router {
  const { directory, store, gate, logger, now, keptMs, allowance } = options;
  const api = Router();
  const readings = new AttemptSummaryCache(store, options.readings);

  api.post('/homework', async (request, response) => {
    const parsed = setHomeworkRequest.safeParse(request.body);
    if (!parsed.success) return fail(response, 400, 'malformed', 'The body is no SetHomeworkRequest.');
    const { settings, terms, passcode } = parsed.data;
    if (!(await gate.authorize(request, response, passcode))) return;
    const { closesAt } = terms;
    if (closesAt !== undefined && (closesAt <= now() || closesAt > now() + keptMs)) {
      return fail(response, 400, 'settings-invalid', 'The closing date is over, or later than homework is kept.');
    }
    const hostToken = newToken();
    const opened = await directory.open({
      settings,
      hostTokenHash: hashToken(hostToken),
      stageTokenHash: '',
      homework: terms,
    });
    if (opened.outcome === 'rejected') return refused(response, opened.code, 'The homework could not be set.');
    const { id: homework } = opened.room.state;
    logger.info({ homework }, 'homework set');
    response.status(201).json({ homework, hostToken } satisfies SetHomework);
  });

  api.get('/homework/:id', async (request, response) => {
    const room = await homeworkOf(request, response);
    const summary = room && homeworkSummary(room.state, now());
    if (!summary) return;
    const { homework: _id, createdAt: _at, sameOrders: _same, ...info } = summary;
    response.json(info satisfies HomeworkInfo);
  });

  api.post('/homework/:id/attempts', async (request, response) => {
    const parsed = beginAttemptRequest.safeParse(request.body);
    if (!parsed.success) return fail(response, 400, 'malformed', 'The body is no BeginAttemptRequest.');
    if (!(await gate.admitsStudent(request, response))) return;
    const room = await homeworkOf(request, response);
    if (!room) return;
    const { name, token, role } = parsed.data;
    const student = { name, tokenHash: hashToken(token), ...(role ? { role } : {}) };
    const options = { directory, store, now };
    let begun = await beginAttempt(options, room, student);
    const full = begun.outcome === 'rejected' && begun.code === 'room-full';
    if (full && (await freeUnplayedPlace(options, room))) begun = await beginAttempt(options, room, student);
    if (begun.outcome === 'rejected') {
      return refused(response, begun.code, 'The attempt could not be begun.', begun.suggestion);
    }
    const { session } = begun;
    response.status(begun.outcome === 'begun' ? 201 : 200).json({ session } satisfies BegunSession);
  });

  api.get('/homework/:id/own', async (request, response) => {
    const room = await homeworkOf(request, response);
    if (!room) return;
    // This server may not know yet of an attempt begun at another one a moment ago.
    await room.refresh();
    const player = playerOf(room.state, bearerToken(request));
    if (player === undefined) return fail(response, 403, 'bad-token', 'This needs the secret of a student.');
    if (!(await allowance.admits(request, response))) return;
    const read = await readingsFor(response, attemptsOf(room.state, player));
    if (read) response.json(ownHomework(room.state, player, read, now()));
  });

  api.get('/homework/:id/report', async (request, response) => {
    const room = await hostedOf(request, response);
    if (!room) return;
    await room.refresh();
    const { state } = room;
    if (!(await allowance.admits(request, response))) return;
    const read = await readingsFor(
      response,
      (state.attempts ?? []).map(({ session }) => session),
    );
    if (read) response.json(homeworkReport(state, read, now()));
  });

  api.post('/homework/:id/close', async (request, response) => {
    const room = await hostedOf(request, response);
    if (!room) return;
    if (room.state.phase !== 'finished') {
      const seq = room.lastSeq('host') + 1;
      const id = `close-${newToken()}`.slice(0, 40);
      const outcome = await room.submit({ by: 'host', seq, id, command: { type: 'finishSession' } });
      if (outcome.outcome === 'rejected') return refused(response, outcome.code, 'The homework could not be closed.');
    }
    response.status(204).end();
  });

  api.delete('/homework/:id/students/:player', async (request, response) => {
    const room = await hostedOf(request, response);
    if (!room) return;
    const id = `remove-${newToken()}`.slice(0, 40);
    const code = await removeStudent({ directory, store }, room, request.params.player as PlayerId, id);
    if (code === 'unknown-player') return fail(response, 404, code, 'No student of this homework has this ID.');
    if (code !== undefined) return refused(response, code, 'The student could not be removed.');
    response.status(204).end();
  });

  api.post('/homework/:id/students/:player/seat', async (request, response) => {
    const room = await hostedOf(request, response);
    if (!room) return;
    const token = newToken();
    const code = await handStudentOver({ directory }, room, request.params.player as PlayerId, hashToken(token));
    if (code === 'unknown-player') return fail(response, 404, code, 'No student of this homework has this ID.');
    if (code !== undefined) return refused(response, code, 'The seat could not be handed over.');
    response.json({ token } satisfies HandedSeat);
  });

  api.delete('/homework/:id', async (request, response) => {
    const room = await hostedOf(request, response);
    if (!room) return;
    await deleteHomework({ directory, store }, room);
    response.status(204).end();
  });

  async function readingsFor(
    response: Response,
    sessions: readonly string[],
  ): Promise<Awaited<ReturnType<AttemptSummaryCache['of']>> | undefined> {
    try {
      return await readings.of(sessions);
    } catch (error) {
      failRead(response, error);
      return undefined;
    }
  }

  async function homeworkOf(request: Request<{ id: string }>, response: Response): Promise<SessionRoom | undefined> {
    const room = await directory.byId(request.params.id);
    if (room?.state.homework) {
      if (await store.find(room.id)) return room;
      // Another server has deleted it.
      directory.deleted(room.id);
    }
    fail(response, 404, 'unknown-homework', 'There is no such homework, or it was deleted.');
    return undefined;
  }

  async function hostedOf(request: Request<{ id: string }>, response: Response): Promise<SessionRoom | undefined> {
    const room = await homeworkOf(request, response);
    if (!room || isHost(room.state, bearerToken(request))) return room;
    fail(response, 403, 'bad-token', "This needs the secret of the homework's teacher.");
    return undefined;
  }

  return api;
}
