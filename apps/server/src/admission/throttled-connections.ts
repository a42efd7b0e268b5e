import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Admission } from './admission.ts';

type Listener = (...what: unknown[]) => void;

/** The request of a handshake has no session ID yet. */
export function isEstablished(request: IncomingMessage): boolean {
  return /[?&]sid=/.test(request.url ?? '');
}

/** Whether a client that waits for its turn has given it up; its connection may end meanwhile, when nobody else listens. */
export function hasAborted(socket: Socket): () => boolean {
  socket.on('error', ignore);
  return () => {
    // A client that has half-closed its connection has given up, and does not wait for an answer.
    if (socket.readableEnded) socket.destroy();
    return socket.destroyed;
  };
}

/**
 * Queues WebSocket upgrades before they are handled. Node drains the whole accept queue in one go, and thousands of
 * simultaneous upgrades must not starve active players.
 *
 * @param admitted gets the requests whose turn has come
 * @param refused is told of a client for which there is no place in the queue
 */
export function paceUpgrades(
  http: Server,
  admission: Admission,
  admitted: WeakSet<IncomingMessage>,
  refused: () => void,
): void {
  const listeners = takeListeners(http, 'upgrade');
  http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const upgrade = () => {
      admitted.add(request);
      for (const listener of listeners) listener.call(http, request, socket, head);
    };
    if (!isForSockets(request)) return answerPlainly(http, request, socket);
    if (isEstablished(request)) return upgrade();
    if (admission.handshake(upgrade, hasAborted(socket))) return;
    refused();
    socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
  });
}

/** Whether an upgrade is one that Engine.IO knows. */
function isForSockets({ url = '', headers }: IncomingMessage): boolean {
  return url.startsWith('/socket.io/') && headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Answers a request for another upgrade, such as h2c, as if it had asked for none: HTTP lets a server ignore it. Where Node
 * has left a body unread, the request is refused.
 */
function answerPlainly(http: Server, request: IncomingMessage, socket: Socket): void {
  socket.on('error', ignore);
  const { headers, method } = request;
  const hasBody = Number(headers['content-length'] ?? 0) !== 0 || headers['transfer-encoding'] !== undefined;
  if (hasBody || (method !== 'GET' && method !== 'HEAD')) {
    const text = 'Send this request without an Upgrade header.\n';
    const head = ['HTTP/1.1 400 Bad Request', 'Connection: close', 'Content-Type: text/plain'];
    return void socket.end(`${[...head, `Content-Length: ${text.length}`].join('\r\n')}\r\n\r\n${text}`);
  }
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => {
    response.detachSocket(socket);
    socket.end();
  });
  http.emit('request', request, response);
}

/**
 * Queues the end of a connection before it is handled. Until then the connection only looks open. Decision 70 has what it
 * is worth.
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
