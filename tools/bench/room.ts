import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RoundSettings } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { startRedis, type RedisProcess } from '../../tests/wire/redis-process.ts';
import { startServer, type ServerProcess } from '../../tests/wire/server-process.ts';
import { startTcpProxy, type TcpProxy } from '../../tests/wire/tcp-proxy.ts';
import { waitFor } from '../../tests/wire/wait-for.ts';
import { openClass, type PlayingClass, type Ways } from './playing-class.ts';
import { cpuSeconds, residentMb, writtenBytes } from './process-usage.ts';

const classes = 4;
const students = 30;
/** The round gets going, and the compiler sees the code. */
const warmUpMs = 12_000;
const watchedMs = 25_000;

/**
 * What a class of 30 phones with its stage and console costs: processor, memory, traffic, log and calls of Redis.
 * Several classes play on one server process, so that what the process costs by itself weighs less.
 */
export async function benchRoom(): Promise<readonly string[]> {
  const lines = [`  ${classes} classes of ${students} phones, a stage and a console each; all figures for one class`];
  for (const level of ['junior', 'senior'] as const) {
    const settings = { ...settingsFor('at-least-once', level), roundMs: 600_000 };
    for (const shared of [false, true]) {
      const redis = shared ? await startRedis(['--appendfsync', 'everysec']) : undefined;
      try {
        lines.push(`  ${level}, ${redis ? 'Redis' : 'SQLite'}`, ...(await benchLevel(settings, redis)));
      } finally {
        await redis?.remove();
      }
    }
  }
  return lines;
}

async function benchLevel(settings: RoundSettings, redis: RedisProcess | undefined): Promise<readonly string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-room-'));
  const server = await startServer({ dataDir, ...(redis ? { env: { REDIS_URL: redis.url } } : {}) });
  const idleMb = await residentMb(server.pid);
  const ways: Ways = {
    phone: await startTcpProxy(server.port),
    stage: await startTcpProxy(server.port),
    console: await startTcpProxy(server.port),
  };
  const playing: PlayingClass[] = [];
  try {
    while (playing.length < classes) playing.push(await openClass(server.url, ways, settings, students));
    await waitFor('all classes play', () => playing.every(({ isPlaying }) => isPlaying()));
    await pause(warmUpMs);
    const before = await readings(server, ways, playing, redis);
    await pause(watchedMs);
    const after = await readings(server, ways, playing, redis);
    const readyMb = await residentMb(server.pid);
    return report(before, after, { idleMb, readyMb });
  } finally {
    for (const each of playing) each.close();
    await server.stop();
    for (const way of Object.values<TcpProxy>(ways)) await way.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Everything that only ever grows. */
interface Readings {
  /** In ms. */
  at: number;
  cpu: number;
  written: number;
  events: number;
  bytes: Record<keyof Ways, { toServer: number; toClient: number }>;
  redis?: {
    cpu: number;
    calls: number;
    byCommand: Record<string, number>;
    received: number;
    sent: number;
    log: number;
    aof: number;
  };
}

async function readings(
  server: ServerProcess,
  ways: Ways,
  playing: readonly PlayingClass[],
  redis: RedisProcess | undefined,
): Promise<Readings> {
  return {
    at: performance.now(),
    cpu: await cpuSeconds(server.pid),
    written: await writtenBytes(server.pid),
    events: playing.reduce((sum, { version }) => sum + version(), 0),
    bytes: {
      phone: { ...ways.phone.carried },
      stage: { ...ways.stage.carried },
      console: { ...ways.console.carried },
    },
    ...(redis ? { redis: await readingsOf(redis) } : {}),
  };
}

async function readingsOf(redis: RedisProcess): Promise<NonNullable<Readings['redis']>> {
  const stats = await redis.command<string>('INFO', 'stats', 'commandstats', 'persistence');
  const number = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(stats)?.[1]);
  const byCommand = Object.fromEntries(
    [...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name, calls]) => [name, Number(calls)]),
  );
  const logs = await redis.command<string[]>('KEYS', '*:log');
  const sizes = await Promise.all(logs.map((key) => redis.command<number>('MEMORY', 'USAGE', key, 'SAMPLES', '0')));
  return {
    cpu: await cpuSeconds(redis.pid),
    calls: number('total_commands_processed'),
    byCommand,
    received: number('total_net_input_bytes'),
    sent: number('total_net_output_bytes'),
    log: sizes.reduce((sum, size) => sum + size, 0),
    aof: number('aof_current_size'),
  };
}

function report(before: Readings, after: Readings, memory: { idleMb: number; readyMb: number }): readonly string[] {
  const seconds = (after.at - before.at) / 1_000;
  const perClass = (total: number) => total / seconds / classes;
  const share = (cpu: number) => `${(perClass(cpu) * 100).toFixed(2)} % of a core`;
  const perHour = (bytes: number) => `${((perClass(bytes) * 3_600) / 1e6).toFixed(1)} MB an hour`;
  const traffic = (side: keyof Ways, clients: number) => {
    const way = (to: 'toServer' | 'toClient') =>
      Math.round(perClass(after.bytes[side][to] - before.bytes[side][to]) / clients).toLocaleString('en');
    return `    each ${side} gets ${way('toClient')} bytes/s and sends ${way('toServer')} bytes/s`;
  };
  const perRoomMb = (memory.readyMb - memory.idleMb) / classes;
  const lines = [
    `    server ${share(after.cpu - before.cpu)}; ${Math.round(memory.idleMb)} MB idle, then ${perRoomMb.toFixed(1)} MB more`,
    `    log ${perClass(after.events - before.events).toFixed(1)} events/s; the server gave the disk ${perHour(after.written - before.written)}`,
    traffic('phone', students),
    traffic('stage', 1),
    traffic('console', 1),
  ];
  if (!before.redis || !after.redis) return lines;
  const [first, last] = [before.redis, after.redis];
  const calls = Object.entries(last.byCommand)
    .map(([name, count]) => [name, perClass(count - (first.byCommand[name] ?? 0))] as const)
    .filter(([, rate]) => rate >= 0.1)
    .sort((a, b) => b[1] - a[1])
    .map(([name, rate]) => `${name} ${rate.toFixed(1)}`);
  return [
    ...lines,
    `    Redis ${share(last.cpu - first.cpu)}; ${perClass(last.calls - first.calls).toFixed(1)} calls/s (within functions too: ${calls.join(', ')})`,
    `    Redis gets ${Math.round(perClass(last.received - first.received)).toLocaleString('en')} bytes/s and sends ${Math.round(perClass(last.sent - first.sent)).toLocaleString('en')} bytes/s`,
    `    logs in memory ${perHour(last.log - first.log)}, append-only file ${perHour(last.aof - first.aof)}`,
  ];
}
