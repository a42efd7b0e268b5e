import type { ClientEvents, Greeting, QueueInfo, ServerEvents } from '@ack-attack/protocol';
import { io, type Socket } from 'socket.io-client';
import {
  keepConnection,
  type KeptConnection,
  type ProbeListener,
  type Try,
  type TryListener,
} from './kept-connection.ts';
import type { Link, LinkListener, ServerEvent } from './link.ts';
import { systemSchedule } from './schedule.ts';

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
export function socketLink(url?: string): Link {
  let kept: KeptConnection<SocketTry> | undefined;

  /** Any answer will do: a proxy whose servers are all away is one as well, and says so to the connection. */
  function probe(told: ProbeListener): Try {
    const controller = new AbortController();
    fetch(`${url ?? ''}/api/queue`, { cache: 'no-store', signal: controller.signal })
      .then(waitIn)
      .then(told.up, told.failed);
    return { close: () => controller.abort() };
  }

  /** Socket.IO makes one connection and does not come back by itself: it would wait for a try that hangs. */
  function attempt(
    listener: LinkListener,
    told: TryListener,
    room: string | undefined,
    greeting: () => Greeting | undefined,
  ): SocketTry {
    let greeted = false;
    const options = {
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      transports: ['websocket', 'polling'],
      // A school's proxy may let only polling through.
      tryAllTransports: true,
      // How long is waited depends on what probes are told, so this is as long as a timer can be.
      timeout: 2 ** 31 - 1,
      ...(room === undefined ? {} : { query: { room } }),
      auth: (send: (auth: { greeting?: Greeting }) => void) => {
        const first = greeting();
        greeted = first !== undefined;
        send(first ? { greeting: first } : {});
      },
    };
    const socket: Socket<ServerEvents, ClientEvents> = url === undefined ? io(options) : io(url, options);
    socket.on('connect', () => told.up());
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
      // Who opens a link that is open has found it silent.
      const silent = kept !== undefined;
      kept?.close();
      kept = keepConnection({
        attempt: (told) => attempt(listener, told, room, greeting),
        probe,
        onUp: () => listener.up(kept?.current?.greeted),
        onDown: () => listener.down(),
        schedule: systemSchedule,
        random: Math.random,
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

/** What a proxy says of its own is no queue. */
async function waitIn(response: Response): Promise<number> {
  if (!response.ok) return 0;
  const { waitMs }: Partial<QueueInfo> = await response.json().catch(() => ({}));
  return typeof waitMs === 'number' && waitMs > 0 ? waitMs : 0;
}
