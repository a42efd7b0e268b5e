import type { Naming, RoomRules, RoundSettings } from '@ack-attack/engine';
import type { ErrorCode } from './codes.ts';

/*
 * The HTTP side. Every error is { error: ErrorCode, message: string }.
 *
 * POST /api/sessions              OpenSessionRequest -> 201 OpenedSession
 * GET  /api/rooms/:code           -> RoomInfo
 * GET  /api/sessions              -> { sessions: FinishedSession[] }, with the host passcode or from the machine itself
 * GET  /api/sessions/:id/log      -> application/x-ndjson, as @ack-attack/replay writes and reads it; finished sessions only
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
