import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * An address of a server that nobody else uses, so that what one browser keeps there is one device's. It hears of every
 * mistake in its pages, which not every browser tells the program that drives it.
 */
export interface WatchedDoor {
  url: string;
  /** Errors that nobody caught, files that did not load, what the content security policy forbade, since the last time. */
  takeMistakes(): string[];
  close(): Promise<void>;
}

const scriptPath = '/watch.js';
const reportPath = '/watch-report';
/** It runs before any script of the page. */
const script = `(() => {
  const report = (what) => navigator.sendBeacon('${reportPath}', location.pathname + ': ' + what);
  // A browser that goes to another page cuts off what this one still loads; Firefox tells the page.
  let leaves = false;
  addEventListener('beforeunload', () => { leaves = true; });
  const isCutOff = (error) => leaves
    && /NetworkError|Failed to fetch|Load failed|dynamically imported module|Unable to preload|aborted/i.test(error && error.message);
  addEventListener('error', ({ error, message, target }) => {
    if (message) report(message + ' ' + ((error && error.stack) || ''));
    else if (!leaves) report((target.src || target.href) + ' did not load');
  }, true);
  addEventListener('unhandledrejection', ({ reason }) => {
    if (!isCutOff(reason)) report('unhandled ' + reason + ' ' + ((reason && reason.stack) || ''));
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    report('policy ' + event.violatedDirective + ' forbids ' + event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber);
  });
})();`;

/** @param port of a server on this machine */
export async function openWatchedDoor(port: number): Promise<WatchedDoor> {
  const mistakes: string[] = [];
  const sockets = new Set<Socket | Duplex>();

  const door = createServer((request, response) => {
    if (request.url === scriptPath) return void response.setHeader('content-type', 'text/javascript').end(script);
    if (request.url === reportPath) {
      return void textOf(request).then((text) => {
        if (text) mistakes.push(text);
        response.writeHead(204).end();
      });
    }
    const headers = { ...request.headers };
    if (request.headers.accept?.includes('text/html')) headers['accept-encoding'] = 'identity';
    const { method, url: path } = request;
    // A connection that is kept may end while it is asked again.
    const onward = ask({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
      void pass(answer, response).catch(() => response.destroy());
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });

  door.on('connection', (socket) => keep(socket));
  door.on('upgrade', (request: IncomingMessage, socket, head) => {
    const onward = connect(port, '127.0.0.1', () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let i = 0; i < request.rawHeaders.length; i += 2) {
        lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      }
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    keep(onward);
    const end = () => {
      onward.destroy();
      socket.destroy();
    };
    for (const side of [onward, socket]) side.on('error', end).on('close', end);
  });

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  }

  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    takeMistakes: () => mistakes.splice(0),
    async close() {
      door.close();
      for (const socket of sockets) socket.destroy();
      await once(door, 'close');
    },
  };
}

async function pass(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const isPage = answer.headers['content-type']?.startsWith('text/html') && answer.statusCode === 200;
  if (!isPage) {
    response.writeHead(answer.statusCode!, answer.rawHeaders);
    return void answer.pipe(response);
  }
  const page = (await textOf(answer)).replace('<head>', `<head><script src="${scriptPath}"></script>`);
  const { 'content-length': _length, ...headers } = answer.headers;
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(page) }).end(page);
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
