import type { HostCommand, PlayerCommand, PlayerId } from '@ack-attack/engine';
import type { ErrorCode } from './codes.ts';
import type { View } from './views.ts';

/** The commands that the stage may send: a tap on it drops a packet. */
export type StageCommand = Extract<HostCommand, { type: 'dropPacket' }>;

/** A phone that knows only the room code joins; a client that holds a secret says hello. */
export interface Join {
  protocol: number;
  room: string;
  name: string;
  /** A secret that the phone made up. Joining again with it is the same join. */
  token: string;
  /** The seat that has this name is the student's own, who lost its secret: the teacher is asked. */
  claim?: true;
}

export interface Hello {
  protocol: number;
  as: 'phone' | 'stage' | 'console';
  session: string;
  token: string;
  /** Names a console among others of the same host, so that each numbers its own commands. */
  device?: string;
}

/**
 * What a client says first on each connection. It may go along in the handshake, as `auth.greeting`, which saves a way
 * there and back, or be sent as a packet of its own; sent twice it says the same.
 */
export type Greeting = { event: 'join'; message: Join } | { event: 'hello'; message: Hello };

/** A command with what makes a repeat of it recognisable. `seq` rises with each command of a seat, or of a console. */
export interface CommandMessage {
  seq: number;
  id: string;
  command: HostCommand | PlayerCommand;
}

/** Asks whether the client is up to date; the answer brings the server's clock. */
export interface Sync {
  /** Version of the view the client has; 0 for none. */
  version: number;
  /** The client's clock, returned as it is. */
  sentAt: number;
}

export interface Welcome {
  as: Hello['as'];
  session: string;
  roomCode: string;
  player?: PlayerId;
  /** The last accepted command of the seat or console; the next one must have a higher number. */
  lastSeq: number;
  /** Epoch ms. */
  serverNow: number;
}

/** Hello or join was refused, or the connection is of no more use. */
export interface Refused {
  code: ErrorCode;
  /** For a name that is taken or refused: one that is free. */
  suggestion?: string;
  /** A player in the room has the requested name, and the seat can be claimed. */
  claimable?: true;
  /** Of a claim that waits: the number that the teacher's console shows for it. */
  claimNumber?: number;
  /** The same question may be asked again after this time, on a new connection. */
  retryAfterMs?: number;
}

/** The outcome of one command; accepted only when its events are in the log. */
export type CommandResult =
  { id: string; outcome: 'accepted'; version: number } | { id: string; outcome: 'rejected'; code: ErrorCode };

/** A whole view, or a merge patch on the view of version `base`. */
export type ViewMessage =
  { version: number; view: View } | { version: number; base: number; patch: Record<string, unknown> };

export interface Synced {
  sentAt: number;
  serverNow: number;
  version: number;
}

/** Whether what is done in the session can be saved; sent when that changes, and at the start where it cannot. */
export interface Saving {
  works: boolean;
}

/** Socket.IO event maps. Every payload is one object. */
export interface ClientEvents {
  join: (message: Join) => void;
  hello: (message: Hello) => void;
  command: (message: CommandMessage) => void;
  sync: (message: Sync) => void;
}

export interface ServerEvents {
  welcome: (message: Welcome) => void;
  refused: (message: Refused) => void;
  answer: (message: CommandResult) => void;
  view: (message: ViewMessage) => void;
  synced: (message: Synced) => void;
  saving: (message: Saving) => void;
}
