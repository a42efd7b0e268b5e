import {
  normalizeRoomCode,
  protocolVersion,
  type FinishedSession,
  type OpenedSession,
  type PhoneAddress,
  type RoomInfo,
  type ServerInfo,
} from '@ack-attack/protocol';
import { openSessionRequest } from '@ack-attack/protocol/schema';
import type { SessionDirectory, Runtime } from '@ack-attack/session';
import { StoreError, type SessionStore } from '@ack-attack/store';
import { json, Router, type ErrorRequestHandler, type Request } from 'express';
import type { Logger } from 'pino';
import { addressApi } from './address-api.ts';
import type { Shedding } from '../admission/shedding.ts';
import type { Admission } from '../admission/admission.ts';
import type { RoomShares } from '../admission/room-shares.ts';
import { isLoopback, networkOf } from '../runtime/client-address.ts';
import type { OriginCheck } from '../runtime/origin.ts';
import { lookUp, playableRoom } from '../admission/room-lookup.ts';
import type { RoomCodeLimiter } from '../admission/room-code-limiter.ts';
import { sessionSecrets } from '../http/session-secrets.ts';
import { fail, storeFailure } from '../http/http-failure.ts';
import { homeworkApi } from './homework-api.ts';
import { logApi } from './log-api.ts';
import type { LogReadings } from '../readings/log-readings.ts';
import type { PageTurns } from '../readings/page-turns.ts';
import type { ReadAllowance } from '../readings/read-allowance.ts';
import { SessionCreationGuard } from './session-creation-guard.ts';
import { reportApi } from './report-api.ts';
import { soloApi } from './solo-api.ts';
import { bearerToken } from '../http/request-token.ts';
import { reviewApi } from './review-api.ts';
import { hashToken, newToken } from '../runtime/secrets.ts';

export interface HttpApiOptions {
  directory: SessionDirectory;
  store: SessionStore;
  version: string;
  phoneAddresses: () => Promise<readonly PhoneAddress[]>;
  hostPasscode: string | undefined;
  /** Sessions that one address may open in a minute. */
  sessionsPerMinute: number;
  /** Attempts at homework that one address may begin in a minute. */
  attemptsPerMinute: number;
  /** Epoch ms. */
  now: () => number;
  retentionDays: number;
  /** Whether requests from the machine itself are known by their address; not so behind a proxy. */
  trustLocal: boolean;
  admission: Admission;
  roomShares: RoomShares;
  guesses: RoomCodeLimiter;
  shedding: Shedding;
  readings: LogReadings;
  allowance: ReadAllowance;
  turns: PageTurns;
  logger: Logger;
  origins: OriginCheck;
}

const bodyBytes = 16_384;
const listedSessions = 200;
const dayMs = 86_400_000;

/** Everything under /api. */
export function httpApi(options: HttpApiOptions): Router {
  const { directory, store, version, phoneAddresses, hostPasscode, sessionsPerMinute, attemptsPerMinute } = options;
  const { admission, roomShares, guesses, shedding, logger, retentionDays } = options;
  const api = Router();
  const gate = new SessionCreationGuard({
    hostPasscode,
    sessionsPerMinute,
    attemptsPerMinute,
    admission,
    roomShares,
    shedding,
  });

  api.use((request, response, next) => {
    response.set('cache-control', 'no-store');
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (reads || options.origins.admits(request.headers)) return next();
    fail(
      response,
      403,
      'wrong-origin',
      'A page of another address may not do that; PUBLIC_URL is the address of this one.',
    );
  });
  api.use(json({ limit: bodyBytes }));

  api.post('/sessions', async (request, response) => {
    const parsed = openSessionRequest.safeParse(request.body);
    if (!parsed.success) return fail(response, 400, 'malformed', 'Invalid OpenSessionRequest body.');
    const { settings, rules, passcode } = parsed.data;
    if (!(await gate.authorize(request, response, passcode))) return;
    const [hostToken, stageToken] = [newToken(), newToken()];
    const opened = await directory.open({
      settings,
      hostTokenHash: hashToken(hostToken),
      stageTokenHash: hashToken(stageToken),
      ...(rules ? { rules } : {}),
    });
    if (opened.outcome === 'rejected') {
      const status = opened.code === 'settings-invalid' ? 400 : 503;
      return fail(response, status, opened.code, 'The session could not be opened.');
    }
    const { id: session, roomCode } = opened.room.state;
    guesses.right(networkOf(request.ip ?? ''), roomCode);
    logger.info({ session }, 'session opened');
    const body: OpenedSession = { session, roomCode, hostToken, stageToken };
    response.status(201).json(body);
  });

  api.get('/rooms/:code', async (request, response) => {
    const code = normalizeRoomCode(request.params.code);
    const network = networkOf(request.ip ?? '');
    // Through a proxy the connection is not one client's.
    const connection = request.ip === request.socket.remoteAddress ? request.socket : undefined;
    const found = await lookUp(guesses.try(network, code, connection), () => playableRoom(directory, code));
    if ('waitMs' in found) {
      response.set('retry-after', String(Math.ceil(found.waitMs / 1_000)));
      return fail(response, 429, 'rate-limited', 'Too many wrong room codes came from here; wait a moment.');
    }
    const { room } = found;
    if (!room) return fail(response, 404, 'unknown-room', 'No open session has this room code.');
    const { roomCode, locked, rules } = room.state;
    const body: RoomInfo = { roomCode, locked, naming: rules.naming };
    response.json(body);
  });

  api.get('/sessions', async (request, response) => {
    const given = bearerToken(request);
    if (!isOwnMachine(request, options.trustLocal) && !(await gate.verifyPasscode(request, given))) {
      const code = hostPasscode === undefined ? 'not-allowed' : 'passcode-needed';
      return fail(response, 403, code, 'Sessions are listed with the host passcode, or on the machine itself.');
    }
    const records = await store.list({ state: 'finished', limit: listedSessions });
    const sessions: FinishedSession[] = records.map(({ id, createdAt, finishedAt }) => ({
      session: id,
      createdAt,
      finishedAt: finishedAt ?? createdAt,
    }));
    response.json({ sessions });
  });

  api.use(sessionSecrets(directory));
  api.use(addressApi(directory, phoneAddresses));
  api.use(logApi(options));
  api.use(reviewApi(options));
  api.use(reportApi(options));
  api.use(soloApi(directory, gate));
  api.use(homeworkApi({ ...options, gate, keptMs: retentionDays * dayMs }));

  api.get('/server', async (_request, response) => {
    const body: ServerInfo = {
      version,
      protocol: protocolVersion,
      addresses: await phoneAddresses(),
      passcodeNeeded: hostPasscode !== undefined,
      retentionDays,
    };
    response.json(body);
  });

  api.use((_request, response) => fail(response, 404, 'malformed', 'There is nothing at this address.'));
  return api;
}

/** Answers what nobody caught, without showing what it was. */
export function onHttpError(report: Runtime['report']): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status === 413) return fail(response, 413, 'too-large', `A body has at most ${bodyBytes} bytes.`);
    if (status !== undefined && status < 500) return fail(response, status, 'malformed', 'Malformed request.');
    report(error, 'request');
    if (error instanceof StoreError) {
      const { code, status, sentence } = storeFailure(error);
      return fail(response, status, code, sentence);
    }
    fail(response, 500, 'internal', 'The server failed; try again.');
  };
}

/** The HTTP status that Express' own parsers put on what they throw. */
function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}

/** Whether a request comes from the machine that the server runs on, and not through a proxy on it. */
function isOwnMachine(request: Request, trustLocal: boolean): boolean {
  const forwarded = request.get('x-forwarded-for') !== undefined || request.get('forwarded') !== undefined;
  // A foreign name that was made to lead here is not this machine's, whatever browser asks.
  const { hostname } = request;
  const named = hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, ''));
  return trustLocal && !forwarded && named && isLoopback(request.socket.remoteAddress ?? '');
}
