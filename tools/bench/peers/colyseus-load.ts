import { Client } from '@colyseus/sdk';
import { laneOf, students, type LoadRoom } from './load.ts';

export async function openColyseusRoom(url: string): Promise<LoadRoom> {
  const client = new Client(url);
  const host = await client.create('lanes', {});
  const rooms = await Promise.all(
    Array.from({ length: students }, (_, index) => client.joinById(host.roomId, { lane: laneOf(index) })),
  );
  let commands = 0;
  return {
    phones: rooms.map((room) => {
      const waiting = new Map<string, (accepted: boolean) => void>();
      room.onMessage('answer', ({ id, outcome }: { id: string; outcome: string }) => {
        waiting.get(id)?.(outcome === 'accepted');
        waiting.delete(id);
      });
      return {
        command: () =>
          new Promise<boolean>((resolve) => {
            const id = `c${++commands}`;
            waiting.set(id, resolve);
            room.send('command', { id, seq: commands, command: { type: 'act', action: { do: 'publish' } } });
          }),
      };
    }),
    start: () => Promise.resolve(),
  };
}
