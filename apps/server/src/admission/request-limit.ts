import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Browsers and proxies ask for one thing at a time over a connection; what pipelines more is cut off. */
export const requestsAtOnce = 16;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Bounds the requests that one connection may have under way. Node reads on while answers are being made, so a client
 * could otherwise have tens of thousands of them made at once.
 */
export class RequestLimit {
  readonly #connections = new WeakMap<Socket, { underWay: number }>();
  readonly #onExcess: () => void;
  #underWay = 0;

  /** @param onExcess called once for each connection that is cut off */
  constructor(onExcess: () => void) {
    this.#onExcess = onExcess;
  }

  /** Requests under way over all connections. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Puts the limit before everything that answers this server's requests. */
  guard(http: Server): void {
    const handlers = http.listeners('request') as Handler[];
    http.removeAllListeners('request');
    http.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (!this.#enter(request.socket, response)) return;
      for (const handle of handlers) handle.call(http, request, response);
    });
  }

  #enter(socket: Socket, response: ServerResponse): boolean {
    // What the parser still holds of a connection that was cut off.
    if (socket.destroyed) return false;
    let connection = this.#connections.get(socket);
    if (!connection) {
      const fresh = { underWay: 0 };
      connection = fresh;
      this.#connections.set(socket, fresh);
      // Answers that never had their turn do not say that they are over.
      socket.once('close', () => {
        this.#underWay -= fresh.underWay;
        fresh.underWay = 0;
      });
    }
    if (connection.underWay >= requestsAtOnce) {
      this.#onExcess();
      socket.destroy();
      return false;
    }
    connection.underWay++;
    this.#underWay++;
    const counted = connection;
    response.once('close', () => {
      if (counted.underWay === 0) return;
      counted.underWay--;
      this.#underWay--;
    });
    return true;
  }
}
