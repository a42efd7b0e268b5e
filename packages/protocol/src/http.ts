import type { Naming, PlayerId, RoomRules, RoundSettings } from '@ack-attack/engine';
import type { MarkSum, MisconceptionPicture, Moment } from '@ack-attack/scoring';
import type { ErrorCode } from './codes.ts';

/*
 * The HTTP side. Every error is { error: ErrorCode, message: string }.
 *
 * POST /api/sessions              OpenSessionRequest -> 201 OpenedSession
 * GET  /api/rooms/:code           -> RoomInfo
 * GET  /api/sessions              -> { sessions: FinishedSession[] }, with the host passcode or from the machine itself
 * GET  /api/sessions/:id/log      -> application/x-ndjson, as @ack-attack/replay writes and reads it; finished sessions;
 *                                 before that what is revealed, with the host's or the stage's token; what somebody
 *                                 answered to a question is in it for the host alone
 * GET  /api/sessions/:id/moments   -> SessionMoments, with the host's or the stage's token
 * GET  /api/sessions/:id/marks     -> SessionMarks, with the host's token
 * GET  /api/sessions/:id/marks/own -> OwnMarks, with a player's token
 * GET  /api/sessions/:id/report     -> SessionReport of @ack-attack/replay, with the host's token
 * GET  /api/sessions/:id/report/own -> OwnReport, with a player's token
 * DELETE /api/sessions/:id          -> 204, with the host's token
 * GET  /api/sessions/:id/misconceptions -> SessionMisconceptions, with the host's token; a player's own are in OwnReport
 * GET  /api/server                -> ServerInfo
 * GET  /healthz, /readyz
 */

export interface OpenSessionRequest {
  settings: RoundSettings;
  rules?: RoomRules;
  passcode?: string;
}

export interface OpenedSession {
  session: string;
  roomCode: string;
  hostToken: string;
  stageToken: string;
}

export interface RoomInfo {
  roomCode: string;
  locked: boolean;
  /** Whether a joining player types a name or is given one. */
  naming: Naming;
}

export interface FinishedSession {
  session: string;
  createdAt: number;
  finishedAt: number;
}

/** What went wrong and what was saved in the rounds that are revealed. */
export interface SessionMoments {
  rounds: readonly { round: number; /** By lane, then from the heaviest on. */ moments: readonly Moment[] }[];
}

/** Every player's craft marks, for the teacher alone. Who has none in a round is not there. */
export interface SessionMarks {
  rounds: readonly { round: number; players: Readonly<Record<PlayerId, readonly MarkSum[]>> }[];
}

/** A player's own craft marks. */
export interface OwnMarks {
  rounds: readonly { round: number; marks: readonly MarkSum[] }[];
}

/** What was played and said of each misconception, the most widespread first. */
export interface SessionMisconceptions {
  misconceptions: readonly MisconceptionPicture[];
}

export interface ServerInfo {
  version: string;
  protocol: number;
  /** Addresses under which phones reach this server, best first. */
  addresses: readonly string[];
  passcodeNeeded: boolean;
}

export interface ErrorBody {
  error: ErrorCode;
  message: string;
}
