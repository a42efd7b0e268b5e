import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Admission } from './admission.ts';

type Listener = (...what: unknown[]) => void;

/** The request of a handshake has no session ID yet. */
export function isUnderWay(request: IncomingMessage): boolean {
  return /[?&]sid=/.test(request.url ?? '');
}

/** Whether a client that waits for its turn has given it up; its connection may end meanwhile, when nobody else listens. */
export function hasGone(socket: Socket): () => boolean {
  socket.on('error', ignore);
  return () => {
    // Who says that nothing more comes has given up, and does not wait for an answer.
    if (socket.readableEnded) socket.destroy();
    return socket.destroyed;
  };
}

/**
 * Lets requests for a WebSocket have their turn before anything is done about them. Node reads all that the system has
 * in one go, and thousands that ask at once are not to hold up those who play.
 *
 * @param hadTurn gets those that have had it
 * @param refused is told of a client for which there is no place in the queue
 */
export function paceUpgrades(
  http: Server,
  admission: Admission,
  hadTurn: WeakSet<IncomingMessage>,
  refused: () => void,
): void {
  const listeners = takeListeners(http, 'upgrade');
  http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const upgrade = () => {
      hadTurn.add(request);
      for (const listener of listeners) listener.call(http, request, socket, head);
    };
    if (isUnderWay(request)) return upgrade();
    if (admission.handshake(upgrade, hasGone(socket))) return;
    refused();
    socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
  });
}

/**
 * Lets the end of a connection be dealt with in its turn, too. Until then it only looks open.
 *
 * @param socket one that belongs to one client alone
 */
export function paceEnd(socket: Socket, admission: Admission): void {
  const listeners = takeListeners(socket, 'end');
  socket.once('end', () =>
    admission.leave(() => {
      if (!socket.destroyed) for (const listener of listeners) listener.call(socket);
    }),
  );
}

function takeListeners(emitter: Server | Socket, event: string): readonly Listener[] {
  const listeners = emitter.listeners(event) as Listener[];
  emitter.removeAllListeners(event);
  return listeners;
}

function ignore(): void {}
