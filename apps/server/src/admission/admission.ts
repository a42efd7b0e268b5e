/** What keeps a newcomer out for now. */
export type AdmissionDenial = 'connections' | 'loop' | 'network' | 'queue';

export interface CountedSocket {
  /** Its client has proved who it is. */
  entered: () => void;
  gone: () => void;
}

/**
 * Decides whether and when a client may connect, and in whose turn work for newcomers is done, so that players who are in
 * are served first. A server does the same for each client with `openAdmission`, which never lets anybody wait.
 */
export interface Admission {
  /** Connections that may be in. */
  readonly limits: { readonly connections: number };
  /** Sockets whose clients have proved who they are. */
  readonly inside: number;
  /** Sockets of any kind. */
  readonly sockets: number;
  /** Handshakes and greetings that wait for their turn. */
  readonly waiting: number;
  /** How long a handshake that comes now waits for its turn, in ms, as far as can be told; 0 where that is not noticeable. */
  readonly queueMs: number;
  /** When a client that was turned away should come back, in ms. */
  readonly retryAfterMs: number;
  /** A connection was taken. */
  arrived: () => void;
  /**
   * Answers a handshake in its turn, unless its client has given it up by then.
   *
   * @returns false where it may not even wait, and is not answered
   */
  handshake: (answer: () => void, gone: () => boolean) => boolean;
  /** Begins to answer an HTTP request in its turn; false where too many wait. */
  request: (answer: () => void) => boolean;
  /** Lets a client in, in its turn; false where too many wait. */
  greeting: (work: () => Promise<void>) => boolean;
  /** Handles a client's disconnect in its turn. */
  leave: (takeLeave: () => void) => void;
  /** Counts a socket; where it is one too many, the result says why. */
  socket: (network: string) => CountedSocket | 'strangers' | 'network';
  /** Whether one more client of a network may come in. */
  hasShare: (network: string) => boolean;
  /** What keeps a newcomer out for now, if anything. */
  newcomer: (network?: string) => AdmissionDenial | undefined;
}

/** Lets every client in at once, and counts those who are there. */
export function openAdmission(): Admission {
  let inside = 0;
  let sockets = 0;
  const immediately = (work: () => unknown) => {
    void work();
    return true;
  };
  return {
    limits: { connections: Infinity },
    get inside() {
      return inside;
    },
    get sockets() {
      return sockets;
    },
    waiting: 0,
    queueMs: 0,
    retryAfterMs: 0,
    arrived: () => {},
    handshake: immediately,
    request: immediately,
    greeting: immediately,
    leave: (takeLeave) => takeLeave(),
    socket: () => {
      sockets++;
      let isInside = false;
      return {
        entered: () => {
          if (!isInside) inside++;
          isInside = true;
        },
        gone: () => {
          sockets--;
          if (isInside) inside--;
        },
      };
    },
    hasShare: () => true,
    newcomer: () => undefined,
  };
}
