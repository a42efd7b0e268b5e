import { connect } from 'node:net';
import type { Attack } from './attack.ts';

/** One connection that asks for pages by the thousand and reads none of them; it comes again when it is cut off. */
export const pipelinedPages: Attack = {
  what: 'one connection pipelines GET / and does not read',
  async run({ port, signal }) {
    const requests = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n'.repeat(1_000));
    let [sent, connections] = [0, 0];
    while (!signal.aborted) {
      connections++;
      const socket = connect(port, '127.0.0.1').pause().on('error', ignore);
      const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      const end = () => socket.destroy();
      signal.addEventListener('abort', end);
      const write = () => {
        while (!socket.destroyed && socket.write(requests)) sent += 1_000;
      };
      socket.on('connect', write).on('drain', write);
      await ended;
      signal.removeEventListener('abort', end);
    }
    return `${sent} requests written over ${connections} connections`;
  },
};

function ignore(): void {}
