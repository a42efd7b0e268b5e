import { mkdtemp, rm } from 'node:fs/promises';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, memoryStorage, type Client } from '@ack-attack/client';
import { settingsFor } from '@ack-attack/lesson';
import type { OpenedSession } from '@ack-attack/protocol';
import { startServer, type ServerProcess } from '../../tests/wire/server-process.ts';
import { openSession } from '../../tests/wire/session-api.ts';
import { waitFor } from '../../tests/wire/wait-for.ts';
import { watchConnections } from './own-connections.ts';
import { percentile } from './percentile.ts';
import { startProbe } from './probe-process.ts';
import { cpuSeconds, residentMb } from './process-usage.ts';
import { teacherAddress } from './teacher-address.ts';

const roomSize = 50;
const joining = 1_000;
const reconnecting = 5_000;
/** So many that the 99th percentile is not just the slowest of them all. */
const playingRooms = 8;
const withinMs = 180_000;

/**
 * Storms on one server process: 1,000 phones that join at once, and 5,000 that come back at once, while rooms play.
 * All of it is on this machine: the phones have what the server and the playing rooms leave of its processors, since
 * real ones bring their own.
 */
export async function benchStorm(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-storm-'));
  const server = await startServer({ dataDir, env: { TRUST_PROXY: '1' } });
  const rooms: OpenedSession[] = [];
  const settings = { ...settingsFor('at-least-once', 'junior'), roundMs: 600_000 };
  // The storm itself comes from one address.
  for (let room = 0; room < playingRooms + reconnecting / roomSize; room++) {
    rooms.push(await openSession(server.url, settings, teacherAddress(room)));
  }
  const others = rooms.slice(playingRooms);
  const probe = startProbe({ url: server.url, rooms: rooms.slice(0, playingRooms) });
  const connections = watchConnections();
  const phones: Client<'phone'>[] = [];
  // It takes minutes: each line as soon as it is known.
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    await waitFor('the rooms play', () => probe.times.length > 20 * playingRooms);
    setPriority(constants.priority.PRIORITY_LOW);
    say(await measured(`calm, ${playingRooms} rooms play`, server, probe, () => pause(5_000)));
    const joinWave = async (count: number) => {
      const wave = Array.from({ length: count }, () =>
        createClient({ as: 'phone', url: server.url, storage: memoryStorage() }),
      );
      phones.push(...wave);
      const first = phones.length - count;
      await Promise.all(
        wave.map((client, index) =>
          client.join(others[Math.floor((first + index) / roomSize)]!.roomCode, `Pupil ${(first + index) % roomSize}`),
        ),
      );
    };
    say(await measured(`${joining} join at once`, server, probe, () => joinWave(joining)));
    while (phones.length < reconnecting) await joinWave(500);
    await pause(3_000);
    say(
      await measured(`${reconnecting} come back at once`, server, probe, async () => {
        // Without a goodbye.
        for (const socket of connections) socket.destroy();
        await waitFor('all have noticed', () => phones.every(({ status }) => status !== 'online'));
        await waitFor('all are back', () => phones.every(({ status }) => status === 'online'), withinMs);
      }),
    );
    say(await measured(`${reconnecting} are in, ${playingRooms} rooms play`, server, probe, () => pause(5_000)));
  } finally {
    probe.child.kill();
    for (const client of phones) client.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measured(
  what: string,
  server: ServerProcess,
  probe: { times: number[] },
  run: () => Promise<unknown>,
): Promise<string> {
  const [cpu, at, first] = [await cpuSeconds(server.pid), performance.now(), probe.times.length];
  await run();
  const tookS = (performance.now() - at) / 1_000;
  const busy = (await cpuSeconds(server.pid)) - cpu;
  const times = probe.times.slice(first);
  const memoryMb = await residentMb(server.pid);
  return [
    what.padEnd(34),
    `${tookS.toFixed(1)} s`.padStart(8),
    `server ${busy.toFixed(1)} s of processor`.padStart(26),
    `${Math.round(memoryMb)} MB`.padStart(8),
    `the playing rooms' ${times.length} commands: p50 ${Math.round(percentile(times, 0.5))} ms, p99 ${Math.round(percentile(times, 0.99))} ms`,
  ].join('  ');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
