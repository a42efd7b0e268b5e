import { protocolVersion, type ClientEvents, type Hello, type ServerEvents } from '@ack-attack/protocol';
import { io, type Socket } from 'socket.io-client';

/** A screen's socket without any client around it, so that nothing that happens to it is hidden. */
export interface BareSocket {
  readonly socket: Socket<ServerEvents, ClientEvents>;
  /** Why each of its connections has ended, as Socket.IO calls it. */
  readonly ends: readonly string[];
  /** Tries to connect that failed. */
  readonly failures: readonly string[];
  close(): void;
}

/** Opens a socket that says who it is on every connection, and comes back at once when it was told to go. */
export function openBareSocket(url: string, room: string, who: Omit<Hello, 'protocol'>): BareSocket {
  const socket: BareSocket['socket'] = io(url, { transports: ['websocket'], forceNew: true, query: { room } });
  const ends: string[] = [];
  const failures: string[] = [];
  socket.on('connect', () => socket.emit('hello', { protocol: protocolVersion, ...who }));
  socket.on('connect_error', ({ message }) => failures.push(message));
  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    ends.push(reason);
    socket.connect();
  });
  return { socket, ends, failures, close: () => void socket.disconnect() };
}
