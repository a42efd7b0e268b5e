import type {
  Contract,
  FaultPlan,
  HomeworkTerms,
  Language,
  Level,
  Naming,
  PlayerId,
  Role,
  RoomRules,
  RoundSettings,
  System,
} from '@ack-attack/engine';
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
 * DELETE /api/sessions/:id          -> 204, with the host's token; homework goes with every attempt
 * GET  /api/sessions/:id/misconceptions -> SessionMisconceptions, with the host's token; a player's own are in OwnReport
 * POST /api/solo                 OpenSoloRequest -> 201 BegunSession
 * POST /api/homework             SetHomeworkRequest -> 201 SetHomework
 * GET  /api/homework/:id         -> HomeworkInfo
 * POST /api/homework/:id/attempts BeginAttemptRequest -> 201 BegunSession; 200 where an attempt is still being played
 * GET  /api/homework/:id/own     -> OwnHomework of @ack-attack/replay, with a student's token
 * GET  /api/homework/:id/report  -> HomeworkReport of @ack-attack/replay, with the host's token
 * POST /api/homework/:id/close   -> 204, with the host's token
 * POST /api/homework/:id/students/:player/seat -> HandedSeat, with the host's token; the student's old secret ends
 * DELETE /api/homework/:id/students/:player -> 204, with the host's token; every attempt of the student goes
 * DELETE /api/homework/:id       -> 204, with the host's token; every attempt goes with it
 * GET  /api/sessions/:id/address   -> SessionAddress, with the host's or the stage's token
 * PUT  /api/sessions/:id/address   ChooseAddressRequest -> SessionAddress, with the host's token
 * GET  /api/server                -> ServerInfo
 * GET  /api/queue                 -> QueueInfo
 * GET  /healthz, /readyz
 */

export interface QueueInfo {
  /** How long a connection that is made now waits until it is answered, in ms; 0 where that is not felt. */
  waitMs: number;
}

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

/** A session for one. The student's device makes the secret up, as it does when it joins a room. */
export interface OpenSoloRequest {
  settings: RoundSettings;
  role: Role;
  plan?: FaultPlan;
  /** Of the orders and the network's luck; drawn by the server where it is not given. */
  seed?: number;
  /** In which the student is given a name. */
  language: Language;
  token: string;
  passcode?: string;
}

/** What the student's phone comes into, with its secret. */
export interface BegunSession {
  session: string;
}

export interface SetHomeworkRequest {
  settings: RoundSettings;
  terms: HomeworkTerms;
  passcode?: string;
}

/** A student's new secret in homework, for a device that lacks the old one. */
export interface HandedSeat {
  token: string;
}

export interface SetHomework {
  homework: string;
  hostToken: string;
}

/** What the link alone reveals. */
export interface HomeworkInfo {
  title: string;
  contract: Contract;
  level: Level;
  system: System;
  roundMs: number;
  rounds: number;
  /** The student's own choice where it is absent. */
  role?: Role;
  attempts: number;
  /** Epoch ms. */
  closesAt?: number;
  closed: boolean;
}

export interface BeginAttemptRequest {
  token: string;
  name: string;
  /** Counts only where the homework leaves it to the student. */
  role?: Role;
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

/** Every player's craft marks, for the teacher alone. A player without marks in a round is absent. */
export interface SessionMarks {
  rounds: readonly { round: number; players: Readonly<Record<PlayerId, readonly MarkSum[]>> }[];
}

/** A player's own craft marks, and what went worst in the player's lane, from the heaviest on. */
export interface OwnMarks {
  rounds: readonly { round: number; marks: readonly MarkSum[]; worst: readonly Moment[] }[];
}

/** What was played and said of each misconception, the most widespread first. */
export interface SessionMisconceptions {
  misconceptions: readonly MisconceptionPicture[];
}

/** An address that phones may reach, such as http://192.168.1.20:3000. */
export interface PhoneAddress {
  url: string;
  /** The network interface that has it, as the system calls it; absent where the address was configured. */
  network?: string;
}

/** What the screens of a session may show to the class. */
export interface SessionAddress {
  /** Best first. */
  addresses: readonly PhoneAddress[];
  /** The teacher's choice, which may be none of them. */
  chosen?: string;
}

export interface ChooseAddressRequest {
  /** An origin; null leaves it to the screens again. */
  url: string | null;
}

export interface ServerInfo {
  version: string;
  protocol: number;
  /** Addresses under which phones reach this server, best first; none where it is on no network. */
  addresses: readonly PhoneAddress[];
  passcodeNeeded: boolean;
  /** How long sessions and homework are kept. */
  retentionDays: number;
}

export interface ErrorBody {
  error: ErrorCode;
  message: string;
  /** For a name that is taken or refused: one that is free. */
  suggestion?: string;
}
