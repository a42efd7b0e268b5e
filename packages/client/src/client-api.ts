import type { HostCommand, PlayerCommand } from '@ack-attack/engine';
import type {
  CommandResult,
  ErrorCode,
  Hello,
  PhoneView,
  Refused,
  StageCommand,
  StageView,
  Welcome,
} from '@ack-attack/protocol';
import type { Transport } from './transport.ts';
import type { OutboxCounts, PendingCommand } from './outbox.ts';
import type { Schedule } from './schedule.ts';
import type { KeyValueStorage } from './storage.ts';

export type Side = Hello['as'];
export type ViewOf<As extends Side> = As extends 'phone' ? PhoneView : StageView;
export type CommandOf<As extends Side> = As extends 'phone'
  ? PlayerCommand
  : As extends 'console'
    ? HostCommand
    : StageCommand;

/**
 * idle: not in a session. connecting: not in yet. online: welcomed and connected. offline: was in, and is
 * reconnecting automatically. refused: the server said no, and only `join` or `resume` starts again.
 */
export type Status = 'idle' | 'connecting' | 'online' | 'offline' | 'refused';

/** The server asked to wait; the client retries automatically. */
export interface Delay {
  /** Why. */
  code: ErrorCode;
  /** Epoch ms by the client's `now`. */
  until: number;
  /** Of a claim that waits for the teacher: the number that the console shows for it. */
  claimNumber?: number;
}

export interface ClientOptions<As extends Side> {
  as: As;
  /** Origin of the server; the page's own where it is absent. */
  url?: string;
  storage?: KeyValueStorage;
  /** Epoch ms by a clock that only goes forward; `steadyNow` where it is absent. */
  now?: () => number;
  /** Epoch ms by the device's calendar, which goes on while the device sleeps; `now` or else the system's where it is absent. */
  calendarNow?: () => number;
  /** 0 ≤ x < 1. */
  random?: () => number;
  schedule?: Schedule;
  link?: Transport;
}

export interface Client<As extends Side> {
  /** Joins a room as a new player, or as the one that this device is there already. @throws ClientError */
  join(room: string, name: string): Promise<Welcome>;
  /**
   * Asks the teacher for the seat of the player with that name, which this device lacks the secret of, and resolves once
   * it is this device's. Meanwhile `delay` has the number that the teacher sees.
   * @throws ClientError claim-refused where the teacher says no or nothing; asked again, it is another claim
   */
  claim(room: string, name: string): Promise<Welcome>;
  /** Comes back to a session with its secret. @throws ClientError */
  resume(session: string, token: string): Promise<Welcome>;
  /** Forgets the seat on this device, with everything that was not answered. */
  leave(): void;
  /**
   * Sends a command until it is answered, across reconnections and reloads. While another device has the seat,
   * it waits for `resume`.
   * @throws ClientError not-allowed, limit-reached, too-large, superseded, closed, or why the server refuses the client
   */
  send(command: CommandOf<As>): Promise<CommandResult>;
  /** A new object whenever anything in it changed; untouched parts are the same objects. */
  readonly view: ViewOf<As> | undefined;
  /** Version of `view`; an accepted answer's `version` is in the view from this on. */
  readonly version: number;
  readonly welcome: Welcome | undefined;
  readonly status: Status;
  readonly refusal: Refused | undefined;
  /** Set from the time that the server asks to wait until it lets the client in or refuses it. */
  readonly delay: Delay | undefined;
  /** Whether the server can save what is done in the session, as far as it is known. */
  readonly saves: boolean;
  /** Commands not yet answered, in order. */
  readonly pending: readonly PendingCommand[];
  readonly counts: OutboxCounts;
  /** Epoch ms by the server's clock. */
  serverNow(): number;
  /** Calls back after every change of what can be read here. Returns the end of it. */
  subscribe(listener: () => void): () => void;
  /** The device woke up or the network came back: don't wait for the next try. */
  reconnectNow(): void;
  /** Ends the connection; what is stored stays for the next client. */
  close(): void;
}
