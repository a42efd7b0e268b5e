import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { GameEvent, PlayerId } from '@ack-attack/engine';
import { openSqliteStore } from '@ack-attack/store';

const appends = 3_000;
/** About what one command of a junior round adds. */
const events = [0, 1, 2].map((n): GameEvent => ({
  type: 'playerRenamed',
  player: `p${n}` as PlayerId,
  name: 'x'.repeat(80),
  at: n,
}));

/** How many appends a second the embedded store makes durable, where each room waits for its last one. */
export async function benchCommits(): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const rooms of [1, 30, 100]) {
    const folder = await mkdtemp(join(tmpdir(), 'ack-attack-bench-'));
    const store = await openSqliteStore({ file: join(folder, 'sessions.db') });
    const ids = Array.from({ length: rooms }, (_, n) => `room-${n}`);
    for (const id of ids) await store.create({ id, roomCode: id, createdAt: 1 }, []);
    const loop = performance.eventLoopUtilization();
    const cpu = process.cpuUsage();
    const since = performance.now();
    let left = appends;
    await Promise.all(
      ids.map(async (id) => {
        for (let version = 0; left-- > 0; version += events.length) await store.append(id, version, events);
      }),
    );
    const seconds = (performance.now() - since) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    const busy = performance.eventLoopUtilization(loop).utilization;
    lines.push(
      `${Math.round(appends / seconds)
        .toLocaleString('en')
        .padStart(9)} appends/s of ${rooms} rooms; ${((user + system) / appends / 1_000).toFixed(2)} ms of processor ` +
        `each; the loop is busy ${Math.round(busy * 100)} % of the time`,
    );
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
  return lines;
}
