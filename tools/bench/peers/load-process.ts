import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { watchConnections } from '../own-connections.ts';
import { percentile } from '../percentile.ts';
import { openBareRoom } from './bare-load.ts';
import { openColyseusRoom } from './colyseus-load.ts';
import { students, type LoadOrder, type LoadPhone, type LoadResult, type OpenLoadRoom, type Peer } from './load.ts';
import { openOurRoom } from './our-load.ts';

const everyMs = 1_000;

const openers: Readonly<Record<Peer, OpenLoadRoom>> = {
  ours: openOurRoom,
  bare: openBareRoom,
  colyseus: openColyseusRoom,
};

const sockets = watchConnections();

let counts = newCounts();
let clients = 0;

function newCounts() {
  return { accepted: 0, refused: 0, idle: 0, late: 0, times: [] as number[] };
}

process.on('message', (order: LoadOrder) => {
  const done = order.do === 'open' ? open(order) : play(order.seconds);
  done.then(
    (result) => process.send?.({ result }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

process.on('disconnect', () => process.exit());

async function open({ peer, url, rooms: count }: Extract<LoadOrder, { do: 'open' }>): Promise<void> {
  const rooms = [];
  while (rooms.length < count) rooms.push(await openers[peer](url, rooms.length));
  await Promise.all(rooms.map((room) => room.start()));
  clients = count * (students + 1);
  const phones = rooms.flatMap((room) => room.phones);
  // Spread evenly, so that the server is given work all the time and not once a second.
  phones.forEach((phone, index) => setTimeout(() => keepPlaying(phone), (everyMs * index) / phones.length));
}

function keepPlaying(phone: LoadPhone): void {
  let waiting = false;
  setInterval(() => {
    if (waiting) {
      counts.late++;
      return;
    }
    const at = performance.now();
    const given = phone.command();
    if (!given) {
      counts.idle++;
      return;
    }
    waiting = true;
    given.then(
      (accepted) => {
        waiting = false;
        counts.times.push(performance.now() - at);
        counts[accepted ? 'accepted' : 'refused']++;
      },
      () => {
        waiting = false;
        counts.refused++;
      },
    );
  }, everyMs);
}

async function play(seconds: number): Promise<LoadResult> {
  counts = newCounts();
  const received = bytesRead();
  const loop = performance.eventLoopUtilization();
  const at = performance.now();
  await pause(seconds * 1_000);
  const tookS = (performance.now() - at) / 1_000;
  const { times, ...numbers } = counts;
  return {
    ...numbers,
    seconds: tookS,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    bytes: (bytesRead() - received) / tookS / clients,
    busy: performance.eventLoopUtilization(loop).utilization,
  };
}

function bytesRead(): number {
  let bytes = 0;
  for (const socket of sockets) bytes += socket.bytesRead;
  return bytes;
}
