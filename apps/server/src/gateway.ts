import type { Server as HttpServer } from 'node:http';
import { wireLimits, type ClientEvents, type ServerEvents } from '@ack-attack/protocol';
import type { SessionDirectory, Shell } from '@ack-attack/session';
import { Server } from 'socket.io';
import { Connection } from './connection.ts';

export type SocketServer = Server<ClientEvents, ServerEvents>;

/** Puts the sockets on an HTTP server. */
export function openGateway(http: HttpServer, directory: SessionDirectory, shell: Shell): SocketServer {
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
    pingInterval: 5_000,
    pingTimeout: 5_000,
    connectTimeout: 10_000,
  });
  sockets.on('connection', (socket) => new Connection(socket, directory, shell));
  return sockets;
}
