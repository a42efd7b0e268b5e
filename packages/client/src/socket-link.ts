import { clientTimes, type ClientEvents, type ServerEvents } from '@ack-attack/protocol';
import { io, type Socket } from 'socket.io-client';
import type { Link, LinkListener, ServerEvent } from './link.ts';

/** Waits between two tries; the longest is short, because most networks come back without a word to the page. */
const reconnectMs = [300, 1_500] as const;

/**
 * The link to a real server.
 *
 * @param url origin of the server; the page's own where it is absent
 */
export function socketLink(url?: string): Link {
  let socket: Socket<ServerEvents, ClientEvents> | undefined;

  function close(): void {
    const old = socket;
    socket = undefined;
    old?.offAny();
    old?.off();
    old?.disconnect();
  }

  function open(listener: LinkListener, room?: string): void {
    close();
    const options = {
      autoConnect: false,
      forceNew: true,
      transports: ['websocket', 'polling'],
      // A school's proxy may let only polling through.
      tryAllTransports: true,
      reconnectionDelay: reconnectMs[0],
      reconnectionDelayMax: reconnectMs[1],
      randomizationFactor: 0.3,
      // A try that hangs longer is given up: the network it was made on may be gone.
      timeout: clientTimes.connectMs,
      ...(room === undefined ? {} : { query: { room } }),
    };
    const fresh: Socket<ServerEvents, ClientEvents> = url === undefined ? io(options) : io(url, options);
    socket = fresh;
    fresh.on('connect', () => listener.up());
    fresh.on('disconnect', (reason) => {
      listener.down();
      // Socket.IO comes back by itself from everything but a goodbye of the server's.
      if (reason === 'io server disconnect' && socket === fresh) comeBack(fresh);
    });
    fresh.onAny((event: ServerEvent, payload: unknown) => listener.packet(event, payload as never));
    fresh.connect();
  }

  function comeBack(fresh: Socket<ServerEvents, ClientEvents>): void {
    setTimeout(() => {
      if (socket === fresh && !fresh.active) fresh.connect();
    }, reconnectMs[0] * Math.random());
  }

  return {
    open,
    close,
    send(event, payload) {
      // Socket.IO would keep the packet for the next connection, which has not said hello yet.
      if (socket?.connected) (socket as Socket).emit(event, payload);
    },
  };
}
