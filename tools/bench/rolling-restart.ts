import { setTimeout as pause } from 'node:timers/promises';
import { settingsFor } from '@ack-attack/lesson';
import { Fleet } from '../../tests/chaos/fleet.ts';
import { openSession } from '../../tests/wire/session-api.ts';
import { waitFor } from '../../tests/wire/wait-for.ts';
import { startProbe } from './probe-process.ts';

const rooms = 8;
const calmMs = 5_000;
/** Until those who were at a server are at another, also where it went without a word. */
const afterMs = 3_000;

/**
 * How long commands wait for their confirmation while three servers behind a proxy are stopped, and then killed, and
 * started again one after the other. Servers, Redis, proxy and clients share this machine, and a server that starts takes a processor for seconds.
 */
export async function benchRollingRestart(): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const affinity of [true, false]) {
    const fleet = await Fleet.start(3, affinity);
    const { url } = fleet.proxy;
    const settings = { ...settingsFor('at-least-once', 'junior'), roundMs: 600_000 };
    const opened = await Promise.all(Array.from({ length: rooms }, () => openSession(url, settings)));
    const { child, times } = startProbe({ url, rooms: opened });
    const measured = async (what: string, run: () => Promise<unknown>) => {
      const first = times.length;
      await run();
      const sorted = times.slice(first).sort((a, b) => a - b);
      const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN);
      const figures = `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`;
      lines.push(`  ${what.padEnd(40)} ${String(sorted.length).padStart(5)} commands: ${figures}`);
    };
    try {
      await waitFor('the rooms play', () => times.length > 20 * rooms);
      lines.push(`${rooms} rooms play, ${affinity ? 'each at one server' : 'each at any server'}`);
      await measured('calm', () => pause(calmMs));
      for (const [at] of fleet.servers.entries()) {
        await measured(`server ${at + 1} is stopped and started`, async () => {
          await fleet.servers[at]!.stop();
          await fleet.startAgain(at);
          await pause(afterMs);
        });
      }
      for (const [at] of fleet.servers.entries()) {
        await measured(`server ${at + 1} is killed and started`, async () => {
          await fleet.servers[at]!.kill9();
          await pause(afterMs);
          await fleet.startAgain(at);
          await pause(afterMs);
        });
      }
    } finally {
      child.kill();
      await fleet.stop();
    }
  }
  return lines;
}
