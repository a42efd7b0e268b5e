import type { Greeting, Refused, Welcome } from '@ack-attack/protocol';
import type { ClientError } from './client-error.ts';
import type { Delay, Status } from './client-api.ts';

/**
 * What a client knows of its session. `status` says which fields count:
 *
 * | status     | intent | welcome           | connection                          | begins with                    |
 * | ---------- | ------ | ----------------- | ----------------------------------- | ------------------------------ |
 * | idle       | none   | none, or the last | none                                | nothing, `leave` or `close`    |
 * | connecting | set    | none              | being made, or waited for (`delay`) | `join`, `claim` or `resume`    |
 * | online     | set    | set               | up and greeted                      | a welcome                      |
 * | offline    | set    | the last          | being made, or waited for (`delay`) | the end of the connection      |
 * | refused    | none   | the last          | none                                | a refusal that does not pass   |
 */
export interface ClientState {
  status: Status;
  welcome: Welcome | undefined;
  refusal: Refused | undefined;
  delay: Delay | undefined;
  /** How the client greets a server on each new connection. */
  intent: Greeting | undefined;
  /** Whose view and outbox these are. */
  seat: string | undefined;
  /** Whether the transport is up. */
  up: boolean;
  /** Greetings since the transport was up. */
  tries: number;
  /** When the server was last greeted, by the steady clock. */
  askedAt: number;
  /** When the server was last heard of, by the steady clock and by the calendar. */
  heardAt: number;
  heardOn: number;
  /** Whether the server can save what is done. */
  saves: boolean;
  /** How often in a row the server could not save that this client comes in. */
  unsaved: number;
  /** Whether only a whole view is of use. */
  whole: boolean;
  /** Whether a welcome is wanted for its number only. */
  numberAsked: boolean;
  /** The promise of `join`, `claim` or `resume`, until it is settled. */
  entering: { resolve: (welcome: Welcome) => void; reject: (error: ClientError) => void } | undefined;
}

export function initialState(): ClientState {
  return {
    status: 'idle',
    welcome: undefined,
    refusal: undefined,
    delay: undefined,
    intent: undefined,
    seat: undefined,
    up: false,
    tries: 0,
    askedAt: 0,
    heardAt: 0,
    heardOn: 0,
    saves: true,
    unsaved: 0,
    whole: false,
    numberAsked: false,
    entering: undefined,
  };
}
