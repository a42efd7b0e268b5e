import { setTimeout as delay } from 'node:timers/promises';
import { random, randomInt } from '@ack-attack/engine';
import type { Fleet } from './fleet.ts';
import type { ChaosRoom } from './room.ts';

export const faultNames = [
  'client-drops',
  'half-open',
  'server-kill',
  'server-pause',
  'rolling-restart',
  'redis-restart',
  'proxy-cut',
  'clock-jump',
] as const;
export type FaultName = (typeof faultNames)[number];

/** Draws whole numbers, the same for the same seed and order of questions. */
export type Draw = (min: number, max: number) => number;

export function drawing(seed: number): Draw {
  let draws = 0;
  return (min, max) => randomInt(min, max, seed, 'chaos', draws++);
}

/** Which fault comes next. */
export function drawFault(seed: number, number: number): FaultName {
  return faultNames[Math.floor(random(seed, 'fault', number) * faultNames.length)]!;
}

/** Does one fault; resolves when it is over. */
export async function strike(
  name: FaultName,
  fleet: Fleet,
  rooms: readonly ChaosRoom[],
  draw: Draw,
  mostPauseMs: number,
): Promise<void> {
  const at = draw(0, fleet.servers.length - 1);
  const server = fleet.servers[at]!;
  switch (name) {
    case 'client-drops':
      for (const room of rooms) {
        for (const { client } of room.bots) if (draw(0, 2) === 0) client.reconnectNow();
        for (const link of room.links) if (draw(0, 2) === 0) link.cut();
      }
      return;
    case 'half-open': {
      const dead = rooms.flatMap((room) => room.losses.filter(() => draw(0, 3) === 0));
      const drops = dead.map((losses) => losses.drop);
      for (const losses of dead) losses.drop = 1;
      await delay(draw(2_000, mostPauseMs));
      dead.forEach((losses, index) => (losses.drop = drops[index]!));
      return;
    }
    case 'server-kill':
      await server.kill9();
      await delay(draw(0, 1_500));
      return fleet.startAgain(at);
    case 'server-pause':
      server.signal('SIGSTOP');
      await delay(draw(1_000, mostPauseMs));
      server.signal('SIGCONT');
      return;
    case 'rolling-restart':
      for (let each = 0; each < fleet.servers.length; each++) {
        await fleet.servers[each]!.stop();
        await fleet.startAgain(each);
      }
      return;
    case 'redis-restart':
      await fleet.redis.kill9();
      await delay(draw(0, 1_500));
      return fleet.redis.start();
    case 'proxy-cut':
      return fleet.proxy.restart();
    case 'clock-jump':
      server.send({ wrongByMs: draw(0, 1) === 0 ? draw(5_000, 7_200_000) : -draw(5_000, 7_200_000) });
  }
}
