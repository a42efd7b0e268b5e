import { io, type Socket } from 'socket.io-client';
import { laneOf, students, type LoadRoom } from './load.ts';

export async function openBareRoom(url: string, number: number): Promise<LoadRoom> {
  await connect(url, { room: number });
  const sockets = await Promise.all(
    Array.from({ length: students }, (_, index) => connect(url, { room: number, lane: laneOf(index) })),
  );
  let commands = 0;
  return {
    phones: sockets.map((socket) => ({
      command: () =>
        new Promise<boolean>((resolve) => {
          const command = { id: `c${++commands}`, seq: commands, command: { type: 'act', action: { do: 'publish' } } };
          socket.emit('command', command, ({ outcome }: { outcome: string }) => resolve(outcome === 'accepted'));
        }),
    })),
    start: () => Promise.resolve(),
  };
}

function connect(url: string, auth: { room: number; lane?: string }): Promise<Socket> {
  const socket = io(url, { auth, transports: ['websocket'], forceNew: true });
  socket.on('view', () => {});
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}
