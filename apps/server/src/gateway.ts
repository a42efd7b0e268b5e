import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { wireLimits, type ClientEvents, type ServerEvents } from '@ack-attack/protocol';
import { Server } from 'socket.io';
import { networkOf } from './client-address.ts';
import { Connection, type Gate } from './connection.ts';
import { isOwnOrigin } from './origin.ts';
import { limitSendBuffer, sendLimits, type SendLimits } from './send-buffer.ts';
import { StallWatch } from './stall-watch.ts';

export type SocketServer = Server<ClientEvents, ServerEvents>;

export interface GatewayOptions extends Omit<Gate, 'stall'> {
  addressOf: (request: IncomingMessage) => string;
  allowedOrigins: ReadonlySet<string>;
  sendLimits?: SendLimits;
  /** Ms between two pings, and how long an answer may take. */
  pingMs?: number;
}

/** Puts the sockets on an HTTP server. */
export function openGateway(http: HttpServer, options: GatewayOptions): SocketServer {
  const { admission, metrics, addressOf, allowedOrigins, pingMs = 5_000 } = options;
  const stall = new StallWatch();
  http.on('close', () => stall.close());
  const gate: Gate = { ...options, stall };
  const sockets: SocketServer = new Server(http, {
    // A WebSocket is one connection with no request for each packet. Polling stays for schools whose proxy lets
    // nothing else through.
    transports: ['websocket', 'polling'],
    serveClient: false,
    // Compression costs eight times the memory for views of a few hundred bytes.
    perMessageDeflate: false,
    httpCompression: false,
    // A larger packet ends its own connection and nothing else.
    maxHttpBufferSize: wireLimits.packetBytes,
    pingInterval: pingMs,
    pingTimeout: pingMs,
    connectTimeout: 10_000,
    allowRequest: (request, answer) => {
      if (!isOwnOrigin(request.headers, allowedOrigins)) return answer('Another origin.', false);
      // The request of a handshake has no session ID yet.
      if (isUnderWay(request)) return answer(null, true);
      // Its socket may end while it waits, when nobody else listens to it.
      request.socket.on('error', ignore);
      const taken = admission.handshake(() => answer(null, true));
      if (taken) return;
      metrics.shed.inc({ reason: 'sockets' });
      answer('Too many connections.', false);
    },
  });
  sockets.on('connection', (socket) => {
    const network = networkOf(addressOf(socket.request));
    const counted = admission.socket(network);
    if (!counted) {
      metrics.shed.inc({ reason: 'strangers' });
      socket.disconnect(true);
      return;
    }
    socket.on('disconnect', counted.gone);
    limitSendBuffer(socket, options.sendLimits ?? sendLimits, () => metrics.shed.inc({ reason: 'slow' }));
    new Connection(socket, gate, network, counted.entered);
  });
  return sockets;
}

function isUnderWay(request: IncomingMessage): boolean {
  return /[?&]sid=/.test(request.url ?? '');
}

function ignore(): void {}
