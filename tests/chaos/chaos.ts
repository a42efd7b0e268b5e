import { random } from '@ack-attack/engine';
import { waitFor } from '../wire/wait-for.ts';
import { drawFault, drawing, faultNames, strike, type FaultName } from './faults.ts';
import { Fleet } from './fleet.ts';
import { openHistory } from './history.ts';
import { ChaosRoom } from './room.ts';

export interface ChaosOptions {
  seed: number;
  rooms: number;
  phones: number;
  /** How long faults keep coming; each comes once where it is absent. */
  forMs?: number;
  /** Whether the proxy brings all of a room to one server. */
  affinity: boolean;
  /** Longest time that a server or a link stands still. */
  mostPauseMs: number;
  historyFile: string;
  report?: (line: string) => void;
}

export interface ChaosResult {
  faults: readonly { name: FaultName; lastedMs: number; recoveredMs: number }[];
  accepted: number;
  /** What the servers printed: errors only. */
  printed: string;
}

const recoverWithinMs = 90_000;

/** Lets classes play on servers that are killed, paused and cut off, and writes down what the clients see. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, historyFile, report = () => undefined } = options;
  const history = openHistory(historyFile);
  const draw = drawing(seed);
  const fleet = await Fleet.start(3, options.affinity);
  const rooms: ChaosRoom[] = [];
  try {
    const losses = { drop: 0.02, duplicate: 0.05, delayMs: 60, disconnectEveryMs: 30_000 };
    const opening = Array.from({ length: options.rooms }, (_, at) =>
      ChaosRoom.open({ url: fleet.proxy.url, seed: seed + at, phones: options.phones, losses, history }),
    );
    for (const room of opening) rooms.push(await room);
    report(`${rooms.length} rooms of ${options.phones} phones play`);
    await playsOn(rooms);

    const faults: ChaosResult['faults'][number][] = [];
    const end = performance.now() + (options.forMs ?? 0);
    // In the short form each comes once, in an order of the seed's.
    const once = [...faultNames].sort((a, b) => random(seed, 'order', a) - random(seed, 'order', b));
    const more = () => (options.forMs === undefined ? faults.length < once.length : performance.now() < end);
    while (more()) {
      const name = options.forMs === undefined ? once[faults.length]! : drawFault(seed, faults.length);
      const startedAt = performance.now();
      const recovering = name === 'server-kill' ? playsOn(rooms) : undefined;
      await strike(name, fleet, rooms, draw, options.mostPauseMs);
      const lastedMs = performance.now() - startedAt;
      // Of a killed server it counts from the kill on: others have to serve its rooms.
      const recoveredMs = recovering ? await recovering : await playsOn(rooms);
      faults.push({ name, lastedMs, recoveredMs });
      report(`${name}: ${Math.round(lastedMs)} ms, all rooms play again after ${Math.round(recoveredMs)} ms`);
    }
    await Promise.all(rooms.map((room) => room.finish()));
    return { faults, accepted: rooms.reduce((sum, room) => sum + room.accepted, 0), printed: fleet.printed };
  } finally {
    for (const room of rooms) room.close();
    await fleet.stop();
    await history.close();
  }
}

/** Resolves when every room has accepted commands since, with how long the last one took in ms. */
async function playsOn(rooms: readonly ChaosRoom[]): Promise<number> {
  const startedAt = performance.now();
  const before = rooms.map((room) => room.accepted);
  const all = () => rooms.every((room, at) => room.accepted > before[at]! + 3);
  await waitFor('every room plays on', all, recoverWithinMs);
  return performance.now() - startedAt;
}
