import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { wireLimits, type ClientEvents, type ServerEvents } from '@ack-attack/protocol';
import { Server } from 'socket.io';
import type { WebSocket } from 'ws';
import { FrameLimit } from '../admission/frame-limit.ts';
import { networkOf } from '../runtime/client-address.ts';
import { ClientConnection, type Gate } from './connection.ts';
import type { OriginCheck } from '../runtime/origin.ts';
import { hasAborted, isEstablished, paceEnd, paceUpgrades } from '../admission/throttled-connections.ts';
import { limitSendBuffer, sendLimits, type SendLimits } from '../admission/send-buffer.ts';
import { StallWatch } from '../admission/stall-watch.ts';

/** A class moves in a moment, and thousands of clients do not storm the other servers. */
const handOverAtOnce = 25;
const handOverEveryMs = 50;
/** Where there are more clients than go in this time, more of them go at once. */
const handOverWithinMs = 15_000;

type EngineSocket = Parameters<FrameLimit['watchPolling']>[0] & { request: IncomingMessage };

/** Calls back once nothing is left of a connection that was ended: a client may leave its WebSocket half open. */
function onceGone(conn: unknown, gone: () => void): void {
  const { socket } = (conn as { transport: { socket?: WebSocket } }).transport;
  if (!socket || socket.readyState === socket.CLOSED) gone();
  else socket.once('close', gone);
}

/** The sockets of an HTTP server. */
export interface Gateway {
  /** Sends the clients to other servers, a few at a time; those who are still here play on meanwhile. */
  handOver: () => Promise<void>;
  /** Says goodbye to everybody at once, waits so long for that to be sent, and ends the sockets. */
  close: (goodbyeMs: number) => Promise<void>;
}

export interface GatewayOptions extends Omit<Gate, 'stall' | 'isHandingOver'> {
  addressOf: (request: IncomingMessage) => string;
  origins: OriginCheck;
  sendLimits?: SendLimits;
  /** Ms between two pings, and how long an answer may take. */
  pingMs?: number;
}

/** Puts the sockets on an HTTP server. */
export function openGateway(http: HttpServer, options: GatewayOptions): Gateway {
  const { admission, runtime, shedding, addressOf, origins, pingMs = 5_000 } = options;
  const stall = new StallWatch();
  http.on('close', () => stall.close());
  http.on('connection', () => admission.arrived());
  const admitted = new WeakSet<IncomingMessage>();
  const refused = () => shedding.add('sockets');
  let handingOver = false;
  const gate: Gate = { ...options, stall, isHandingOver: () => handingOver };
  const frames = new FrameLimit(runtime.steadyNow, () => shedding.add('frames'));
  const sockets: Server<ClientEvents, ServerEvents> = new Server(http, {
    // A WebSocket is one connection with no request for each packet. Polling stays for schools whose proxy lets
    // nothing else through.
    transports: ['websocket', 'polling'],
    serveClient: false,
    wsEngine: frames.webSocketServer,
    // Compression costs eight times the memory for views of a few hundred bytes.
    perMessageDeflate: false,
    httpCompression: false,
    // A larger packet ends its own connection and nothing else.
    maxHttpBufferSize: wireLimits.packetBytes,
    pingInterval: pingMs,
    pingTimeout: pingMs,
    connectTimeout: 10_000,
    allowRequest: (request, answer) => {
      if (!origins.admits(request.headers)) return answer('Another origin.', false);
      if (isEstablished(request) || admitted.has(request)) return answer(null, true);
      const taken = admission.handshake(() => answer(null, true), hasAborted(request.socket));
      if (taken) return;
      refused();
      answer('Too many connections.', false);
    },
  });
  paceUpgrades(http, admission, admitted, refused);
  sockets.engine.on('connection', (socket: EngineSocket) => {
    const { transport, request } = socket;
    frames.watchPolling(socket);
    // A connection that polls is one of several, and of HTTP.
    if (transport.name === 'websocket') paceEnd(request.socket, admission);
  });
  sockets.on('connection', (socket) => {
    const network = networkOf(addressOf(socket.request));
    const counted = admission.socket(network);
    if (typeof counted === 'string') {
      shedding.add(counted);
      socket.disconnect(true);
      return;
    }
    socket.on('disconnect', () => onceGone(socket.conn, counted.gone));
    limitSendBuffer(socket, options.sendLimits ?? sendLimits, () => shedding.add('slow'));
    new ClientConnection(socket, gate, network, counted.entered);
  });
  const pause = (ms: number) => new Promise<void>((resolve) => runtime.schedule(resolve, ms));
  return {
    handOver: async () => {
      handingOver = true;
      const clients = [...sockets.sockets.sockets.values()];
      const share = Math.max(handOverAtOnce, Math.ceil((clients.length * handOverEveryMs) / handOverWithinMs));
      for (let first = 0; first < clients.length; first += share) {
        for (const client of clients.slice(first, first + share)) client.disconnect(true);
        await pause(handOverEveryMs);
      }
    },
    close: async (goodbyeMs) => {
      const clients = [...sockets.sockets.sockets.values()];
      const gone = clients.map(({ conn }) => new Promise<void>((resolve) => conn.once('close', () => resolve())));
      for (const client of clients) client.disconnect(true);
      // Closing the sockets themselves cuts off whatever has not been sent, the goodbye too.
      await Promise.race([Promise.all(gone), pause(goodbyeMs)]);
      await sockets.close();
    },
  };
}
