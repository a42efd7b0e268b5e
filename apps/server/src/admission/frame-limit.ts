import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { Allowance, type Rate } from './allowance.ts';

export interface FrameLimits {
  frames: Rate;
  bytes: Rate;
}

/**
 * Above what a client of ours sends, and above what `wireLimits` lets through as events: those are answered with a
 * reason first. A burst of the smallest frames is handled in a few milliseconds.
 */
export const frameLimits: FrameLimits = {
  frames: { burst: 200, perSecond: 50 },
  bytes: { burst: 1_048_576, perSecond: 131_072 },
};

/** How long a client may take to answer the frame that closes its WebSocket, in ms. */
const closeTimeout = 2_000;

/** What is used of Engine.IO's own sockets; their `packet` is documented, and comes for each packet of any kind. */
interface EngineSocket {
  transport: { name: string };
  on(event: 'packet', listener: (packet: { data?: unknown }) => void): unknown;
  close(discard: boolean): unknown;
}

/**
 * Counts everything that a client sends, whatever it is: Socket.IO's events are only a part of that, and pongs,
 * acknowledgements, connects to namespaces and a WebSocket's own pings cost the server as much. A client above the limit
 * is cut off.
 */
export class FrameLimit {
  readonly #now: () => number;
  readonly #onExcess: () => void;
  readonly #limits: FrameLimits;

  /**
   * @param now ms
   * @param onExcess called once for each connection that is cut off
   */
  constructor(now: () => number, onExcess: () => void, limits: FrameLimits = frameLimits) {
    this.#now = now;
    this.#onExcess = onExcess;
    this.#limits = limits;
  }

  /** The WebSocket server that Engine.IO is to use: every frame and every byte of its connections counts. */
  get webSocketServer(): typeof WebSocketServer {
    const watch = (webSocket: WebSocket, connection: Duplex) => this.#watchWebSocket(webSocket, connection);
    return class CountingServer extends WebSocketServer {
      constructor(options?: ServerOptions) {
        // A ping is answered only once it was counted. `closeTimeout` is newer than the types.
        super({ ...options, autoPong: false, closeTimeout } as ServerOptions);
      }

      override handleUpgrade(
        request: IncomingMessage,
        connection: Duplex,
        head: Buffer,
        done: (webSocket: WebSocket, request: IncomingMessage) => void,
      ): void {
        super.handleUpgrade(request, connection, head, (webSocket, upgraded) => {
          watch(webSocket, connection);
          done(webSocket, upgraded);
        });
      }
    } as typeof WebSocketServer;
  }

  /** Counts what a client sends by polling; a WebSocket's frames are counted already. */
  watchPolling(socket: EngineSocket): void {
    const take = this.#counter(() => socket.close(true));
    socket.on('packet', ({ data }) => {
      if (socket.transport.name === 'polling') take(1, typeof data === 'string' ? data.length : 0);
    });
  }

  #watchWebSocket(webSocket: WebSocket, connection: Duplex): void {
    const take = this.#counter(() => {
      // What has been read already is not worth a look any more.
      for (const event of ['message', 'ping', 'pong']) webSocket.removeAllListeners(event);
      webSocket.terminate();
    });
    webSocket.on('message', () => take(1, 0));
    webSocket.on('pong', () => take(1, 0));
    webSocket.on('ping', (data) => {
      if (take(1, 0)) webSocket.pong(data);
    });
    connection.on('data', (chunk: Buffer) => take(0, chunk.length));
  }

  #counter(cutOff: () => void): (frames: number, bytes: number) => boolean {
    const frames = new Allowance(this.#now, this.#limits.frames);
    const bytes = new Allowance(this.#now, this.#limits.bytes);
    let isOver = false;
    return (frameCount, byteCount) => {
      if (isOver) return false;
      if (frames.take(frameCount) && bytes.take(byteCount)) return true;
      isOver = true;
      this.#onExcess();
      cutOff();
      return false;
    };
  }
}
