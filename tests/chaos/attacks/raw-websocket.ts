import { connect, type Socket } from 'node:net';

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One frame as a client sends it, with a mask that changes nothing. */
export function frame(code: number, payload: Buffer | string, fin = true): Buffer {
  const body = Buffer.from(payload);
  const length =
    body.length < 126
      ? Buffer.from([0x80 | body.length])
      : body.length < 65_536
        ? Buffer.from([0x80 | 126, body.length >> 8, body.length & 255])
        : Buffer.from([0x80 | 127, 0, 0, 0, 0, ...uint32(body.length)]);
  return Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | code]), length, Buffer.alloc(4), body]);
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** A connection that was turned into a WebSocket by hand, so that anything at all can be written to it. */
export function openRawWebSocket(port: number, path = '/socket.io/?EIO=4&transport=websocket'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      ),
    );
    socket.on('error', () => {});
    const ended = () => reject(new Error('the server closed the connection'));
    socket.once('close', ended);
    socket.once('data', (answer: Buffer) => {
      socket.off('close', ended);
      if (answer.toString('latin1').startsWith('HTTP/1.1 101')) resolve(socket);
      else reject(new Error(answer.toString('latin1').slice(0, 40)));
    });
  });
}

/** Writes as fast as the connection takes it until it ends or the signal comes; resolves with how many were written. */
export async function flood(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<number> {
  let written = 0;
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const end = () => socket.destroy();
  signal.addEventListener('abort', end);
  const write = () => {
    while (!socket.destroyed && socket.write(bytes)) written++;
  };
  socket.on('drain', write);
  write();
  if (signal.aborted) end();
  await ended;
  signal.removeEventListener('abort', end);
  return written;
}
