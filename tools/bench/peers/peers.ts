import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { percentile } from '../percentile.ts';
import { cpuSeconds, residentMb } from '../process-usage.ts';
import { students, type LoadResult, type Peer } from './load.ts';
import { pin, startLoad, startPeer } from './peer-process.ts';

const peers: readonly Peer[] = ['ours', 'bare', 'colyseus'];
/** A load that is busier than this measures itself. */
const busiest = 0.9;
/** Of the commands planned, so many have to be given for a figure to be that of the load named. */
const leastGiven = 0.9;
const leastAccepted = 0.98;
const quickMs = 100;
const serverCore = 0;
const loadCore = 1;

interface Reading extends LoadResult {
  /** The server's processor time in ms for 1,000 commands that were accepted. */
  cpuMs: number;
  memoryMb: number;
  /** Why the figures are none of the server. */
  spoilt?: string;
}

/**
 * The same classes on this server, on a bare Socket.IO server and on Colyseus, one after the other, several times over:
 * each phone gives one command a second and waits for its answer. `--rooms=10,30 --rounds=3 --seconds=20 --warm-up=15`
 */
export async function benchPeers(): Promise<void> {
  const { values } = parseArgs({
    strict: false,
    options: {
      rooms: { type: 'string', default: '10,30,60,100,140' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '20' },
      'warm-up': { type: 'string', default: '15' },
    },
  });
  const sizes = String(values.rooms).split(',').map(Number);
  const [rounds, seconds, warmUpS] = [Number(values.rounds), Number(values.seconds), Number(values['warm-up'])];
  const quick: Record<Peer, number> = { ours: 0, bare: 0, colyseus: 0 };
  for (const rooms of sizes) {
    say(`  ${rooms} rooms of ${students} phones and a host, ${rounds} rounds of ${seconds} s`);
    const readings: Record<Peer, Reading[]> = { ours: [], bare: [], colyseus: [] };
    for (let round = 0; round < rounds; round++) {
      for (const peer of peers) readings[peer].push(await measured(peer, rooms, { seconds, warmUpS }));
    }
    for (const peer of peers) say(`    ${peer.padEnd(9)} ${described(readings[peer], rooms)}`);
    for (const peer of ['bare', 'colyseus'] as const)
      say(`    ours to ${peer}: ${compared(readings.ours, readings[peer])}`);
    for (const peer of peers) {
      if (readings[peer].every((reading) => !reading.spoilt && reading.p99 < quickMs)) quick[peer] = rooms;
    }
  }
  say(
    `  most rooms measured whose answers all had a 99th percentile under ${quickMs} ms: ${peers.map((peer) => `${peer} ${quick[peer]}`).join(', ')}`,
  );
}

async function measured(peer: Peer, rooms: number, times: { seconds: number; warmUpS: number }): Promise<Reading> {
  const server = await startPeer(peer);
  const load = startLoad();
  try {
    const pinned = (await pin(server.pid, serverCore)) && (await pin(load.pid, loadCore));
    await load.order({ do: 'open', peer, url: server.url, rooms });
    await pause(times.warmUpS * 1_000);
    const before = await cpuSeconds(server.pid);
    const result = await load.order({ do: 'play', seconds: times.seconds });
    const cpu = (await cpuSeconds(server.pid)) - before;
    const spoilt = spoiltBy(result, rooms) ?? (pinned ? undefined : 'nothing is pinned to a core here');
    const cpuMs = (cpu * 1_000) / (result.accepted / 1_000);
    return { ...result, cpuMs, memoryMb: await residentMb(server.pid), ...(spoilt === undefined ? {} : { spoilt }) };
  } finally {
    await load.stop();
    await server.stop();
  }
}

function spoiltBy({ busy, accepted, refused, idle, late, seconds }: LoadResult, rooms: number): string | undefined {
  if (busy > busiest) return `the load generator is the limit (busy ${percent(busy)})`;
  const planned = rooms * students * seconds;
  const given = accepted + refused + late;
  if (given < planned * leastGiven)
    return `only ${percent(given / planned)} of the commands were given, ${idle} phones idle`;
  return accepted < leastAccepted * (accepted + refused) ? `${refused} commands were refused` : undefined;
}

function described(readings: readonly Reading[], rooms: number): string {
  const sound = readings.filter(({ spoilt }) => spoilt === undefined);
  const why = [...new Set(readings.flatMap(({ spoilt }) => spoilt ?? []))].join('; ');
  if (sound.length === 0) return why;
  const of = (value: (reading: Reading) => number, digits = 0) => spread(sound.map(value), digits);
  const rate = of(({ accepted, seconds }) => accepted / seconds / rooms / students, 2);
  return [
    `${of(({ cpuMs }) => cpuMs)} ms of processor per 1,000 commands`,
    `ack p50 ${of(({ p50 }) => p50, 1)} p99 ${of(({ p99 }) => p99, 1)} ms`,
    `${of(({ bytes }) => bytes)} bytes/s to a client`,
    `${of(({ memoryMb }) => memoryMb)} MB`,
    `${rate} commands/s a phone`,
    `load busy ${percent(Math.max(...sound.map(({ busy }) => busy)))}`,
    ...(why === '' ? [] : [`left out: ${why}`]),
  ].join(', ');
}

/** Rounds are compared one by one: a machine that slows down slows all that take turns on it. */
function compared(ours: readonly Reading[], theirs: readonly Reading[]): string {
  const pairs = ours.flatMap((own, round) => {
    const other = theirs[round];
    return other && own.spoilt === undefined && other.spoilt === undefined ? [[own, other] as const] : [];
  });
  if (pairs.length === 0) return 'no round in which both were measured';
  const ratio = (value: (reading: Reading) => number) =>
    spread(
      pairs.map(([own, other]) => value(own) / value(other)),
      2,
    );
  return `processor × ${ratio(({ cpuMs }) => cpuMs)}, memory × ${ratio(({ memoryMb }) => memoryMb)}, ack p50 × ${ratio(({ p50 }) => p50)}`;
}

/** The median, with the least and the most where there are several. */
function spread(values: readonly number[], digits: number): string {
  const [least, median, most] = [0, 0.5, 1].map((share) => percentile(values, share).toFixed(digits));
  return values.length > 1 ? `${median} (${least} to ${most})` : median!;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
