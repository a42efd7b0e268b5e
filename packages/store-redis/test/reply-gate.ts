import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface ReplyGate {
  readonly port: number;
  /** From now on: `open` lets all through, `swallow` cuts a connection at its next reply, `shut` lets nobody in. */
  mode: 'open' | 'swallow' | 'shut';
  readonly swallowed: number;
  close(): Promise<void>;
}

/** Stands in front of a server and can keep its replies back, so that what was done looks as if it was not. */
export async function openReplyGate(target: number): Promise<ReplyGate> {
  const sockets = new Set<Socket>();
  let swallowed = 0;
  const server = createServer((near) => {
    if (gate.mode === 'shut') return void near.destroy();
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    let swallowing = false;
    near.on('data', (data) => {
      // The first write to a log on this connection is done, and nobody hears of it.
      swallowing ||= gate.mode === 'swallow' && (data.includes('_append') || data.includes('_create'));
      far.write(data);
    });
    far.on('data', (data) => {
      if (!swallowing) return void near.write(data);
      swallowed++;
      near.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gate: ReplyGate = {
    port: (server.address() as AddressInfo).port,
    mode: 'open',
    get swallowed() {
      return swallowed;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return gate;
}
