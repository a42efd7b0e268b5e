import type { ClientEvents, Greeting, QueueInfo, ServerEvents } from '@ack-attack/protocol';
import { transports } from 'engine.io-client';
import { io, type Socket } from 'socket.io-client';
import {
  keepConnection,
  type KeptConnection,
  type ProbeListener,
  type TransportMemory,
  type Try,
  type TryListener,
} from './kept-connection.ts';
import type { Transport, TransportListener, ServerEvent } from './transport.ts';
import { Polling } from './polling.ts';
import { systemSchedule, type Schedule } from './schedule.ts';

const webSocket = transports.websocket;

export interface SocketLinkParts {
  /** When the connection's keeper asks, waits and tries again. */
  schedule?: Schedule;
  /** From 0 up to, not including, 1. */
  random?: () => number;
}

interface SocketTry extends Try {
  readonly socket: Socket<ServerEvents, ClientEvents>;
  /** Whether the greeting went along when it was made. */
  readonly greeted: boolean;
}

/**
 * The link to a real server.
 *
 * @param url origin of the server; the page's own where it is absent
 */
export function socketTransport(url?: string, parts: SocketLinkParts = {}): Transport {
  const { schedule = systemSchedule, random = Math.random } = parts;
  let kept: KeptConnection<SocketTry> | undefined;
  const memory: TransportMemory = { preferred: 'websocket', upgradesFailed: 0 };

  /** Any answer will do: a proxy whose servers are all away is one as well, and says so to the connection. */
  function probe(told: ProbeListener): Try {
    const controller = new AbortController();
    fetch(`${url ?? ''}/api/queue`, { cache: 'no-store', signal: controller.signal })
      .then(waitIn)
      .then(told.up, told.failed);
    return { close: () => controller.abort() };
  }

  /** Socket.IO makes one connection and does not reconnect automatically: it would wait for an attempt that hangs. */
  function attempt(
    listener: TransportListener,
    told: TryListener,
    over: readonly (typeof webSocket | typeof Polling)[],
    room: string | undefined,
    greeting: () => Greeting | undefined,
  ): SocketTry {
    let greeted = false;
    const options = {
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      transports: [...over],
      // Where one is refused, the next is tried; where one hangs, the connection's keeper changes to the other.
      tryAllTransports: true,
      // A hanging upgrade would hold up every later WebSocket to the server. The keeper makes its own, and ends it.
      upgrade: false,
      // Probes decide how long an attempt may wait, so this is the longest delay that a timer takes.
      timeout: 2 ** 31 - 1,
      ...(room === undefined ? {} : { query: { room } }),
      auth: (send: (auth: { greeting?: Greeting }) => void) => {
        const first = greeting();
        greeted = first !== undefined;
        send(first ? { greeting: first } : {});
      },
    };
    const socket: Socket<ServerEvents, ClientEvents> = url === undefined ? io(options) : io(url, options);
    socket.io.on('open', () => told.heard());
    socket.on('connect', () => told.up(socket.io.engine.transport.name === 'polling' ? 'polling' : 'websocket'));
    socket.on('connect_error', () => told.failed());
    socket.on('disconnect', (reason) => {
      told.down(reason === 'io server disconnect' ? 'goodbye' : reason === 'ping timeout' ? 'silence' : 'lost');
    });
    socket.onAny((event: ServerEvent, payload: unknown) => listener.packet(event, payload as never));
    socket.connect();
    return {
      socket,
      get greeted() {
        return greeted;
      },
      close() {
        socket.offAny();
        socket.off();
        socket.disconnect();
      },
    };
  }

  return {
    open(listener, room, greeting = () => undefined) {
      // The caller reopens an open link only when it has found it silent.
      const silent = kept !== undefined;
      kept?.close();
      kept = keepConnection({
        attempt: (told, transport) =>
          attempt(listener, told, transport === 'websocket' ? [webSocket, Polling] : [Polling], room, greeting),
        // The server ends the older connection of a seat, and is to do so only once the client has changed over.
        upgrade: (told) => attempt(listener, told, [webSocket], room, () => undefined),
        probe,
        onUp: () => listener.up(kept?.current?.greeted),
        onDown: () => listener.down(),
        memory,
        schedule,
        random,
      });
      kept.open(silent);
    },
    close() {
      kept?.close();
      kept = undefined;
    },
    send(event, payload) {
      const socket = kept?.current?.socket;
      // Socket.IO would keep the packet for the next connection, which has not said hello yet.
      if (socket?.connected) (socket as Socket).emit(event, payload);
    },
  };
}

/** How long connections wait at the server, in ms; undefined where the answer is not the server's. */
async function waitIn(response: Response): Promise<number | undefined> {
  if (!response.ok) return undefined;
  const { waitMs }: Partial<QueueInfo> = await response.json().catch(() => ({}));
  return typeof waitMs === 'number' && waitMs >= 0 ? waitMs : undefined;
}
