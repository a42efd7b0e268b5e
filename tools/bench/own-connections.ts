import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** The connections that this process makes from now on, while they are open. */
export function watchConnections(): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { socket: Socket };
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}
