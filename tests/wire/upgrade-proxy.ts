import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/**
 * What a proxy does with a request for a WebSocket: passes it on; refuses it; says nothing; accepts it and carries no frame;
 * passes it on and keeps the server's consent to itself.
 */
export type UpgradeTreatment = 'passed' | 'refused' | 'swallowed' | 'accepted and silent' | 'answer withheld';

/** An HTTP proxy before a server, as schools and clouds have them. */
export interface UpgradeProxy {
  url: string;
  /** From now on. */
  treatment: UpgradeTreatment;
  /** Whether plain requests are swallowed as well, from now on. */
  swallowsHttp: boolean;
  /** Paths for which it answers itself, with a web page, as a login page of a network does. */
  answersItself: RegExp | undefined;
  /** Requests so far for WebSockets and for polling; plain ones that are not answered yet, and those that wait for packets. */
  readonly counts: { upgrades: number; polls: number; underWay: number; waiting: number };
  /** Ends every connection that is open; new ones pass. */
  endOpen(): void;
  close(): Promise<void>;
}

export interface UpgradeProxyOptions {
  /** Sends the server's own address as Host, as nginx does by default. */
  rewritesHost?: boolean;
}

/** @param port of the server on this machine */
export async function startUpgradeProxy(
  port: number,
  treatment: UpgradeTreatment,
  { rewritesHost = false }: UpgradeProxyOptions = {},
): Promise<UpgradeProxy> {
  const sockets = new Set<Socket>();
  const counts = { upgrades: 0, polls: 0, underWay: 0, waiting: 0 };
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const headersOf = ({ headers }: IncomingMessage) => {
    if (!rewritesHost) return headers;
    // Browsers send this over HTTPS and to their own machine only, and most such proxies are reached by neither.
    const { 'sec-fetch-site': _site, ...others } = headers;
    return { ...others, host: `127.0.0.1:${port}` };
  };

  const http = createServer((request, response) => {
    const polls = request.url?.startsWith('/socket.io/') ?? false;
    const waits = polls && request.method === 'GET';
    if (polls) counts.polls++;
    if (waits) counts.waiting++;
    counts.underWay++;
    response.on('close', () => {
      counts.underWay--;
      if (waits) counts.waiting--;
    });
    if (proxy.swallowsHttp) return;
    if (proxy.answersItself?.test(request.url ?? '')) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'max-age=3600' });
      return void response.end('<!doctype html><title>Log in</title><p>Log in to use this network.</p>');
    }
    const { method, url } = request;
    const passedOn = ask({ host: '127.0.0.1', port, method, path: url, headers: headersOf(request) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passedOn.on('error', () => response.destroy());
    response.on('close', () => passedOn.destroy());
    request.pipe(passedOn);
  });
  http.on('connection', keep);
  http.on('upgrade', (request: IncomingMessage, client: Socket, head: Buffer) => {
    counts.upgrades++;
    if (proxy.treatment === 'swallowed') return;
    if (proxy.treatment === 'refused') return void client.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    if (proxy.treatment === 'accepted and silent') return void client.write(consent(request));
    const server = connect(port, '127.0.0.1');
    keep(server);
    const headers = Object.entries(headersOf(request)).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    server.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
    server.write(head);
    client.pipe(server);
    client.on('close', () => server.destroy());
    if (proxy.treatment === 'answer withheld') return void server.resume();
    server.pipe(client);
    server.on('close', () => client.destroy());
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const proxy: UpgradeProxy = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    treatment,
    swallowsHttp: false,
    answersItself: undefined,
    counts,
    endOpen() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      const closed = once(http, 'close');
      http.close();
      proxy.endOpen();
      await closed;
    },
  };
  return proxy;
}

function consent({ headers }: IncomingMessage): string {
  const key = `${headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  return `${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`;
}
