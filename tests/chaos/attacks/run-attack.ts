import { fork } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { settingsFor } from '@ack-attack/lesson';
import { percentile } from '../../../tools/bench/percentile.ts';
import { cpuSeconds, residentMb } from '../../../tools/bench/process-usage.ts';
import { freePort } from '../../wire/free-port.ts';
import { startServer, type ServerProcess } from '../../wire/server-process.ts';
import { openSession } from '../../wire/session-api.ts';
import { waitFor } from '../../wire/wait-for.ts';
import type { AttackTask } from './attack-process.ts';
import type { Attack } from './attack.ts';
import { attacks, type AttackName } from './attacks.ts';
import { Newcomers } from './newcomers.ts';
import { startProbe, type Probe } from './probe.ts';

export interface Phase {
  commands: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Longest time that the server's event loop stood still. */
  stallMs: number;
  /** Of a core, that the server took. */
  processorShare: number;
  memoryMb: number;
  files: number;
  /** How often the other room's connections were lost. */
  cutOff: number;
  /** What became of those who opened a room or joined one meanwhile. */
  newcomers: string;
}

export interface AttackResult {
  calm: Phase;
  attacked: Phase;
  /** What the attacker saw. */
  seen: string;
  /** Failures that the server has logged. */
  failures: number;
}

const calmMs = 4_000;
/** What a command counts as that is not answered at all. */
const unansweredMs = 30_000;
/** Attackers have the lowest priority, and may be slow to hear that they are to stop. */
const stopWithinMs = 15_000;
const settings = { ...settingsFor('at-least-once', 'middle'), roundMs: 1_800_000 };

/** Attacks a server of its own while another room plays, and says what that room felt. */
export async function runAttack(name: AttackName, attackMs: number): Promise<AttackResult> {
  const attack: Attack = attacks[name];
  const dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-attack-'));
  const metricsPort = await freePort();
  const env = { METRICS_PORT: String(metricsPort), TRUST_PROXY: '1', LOG_LEVEL: 'warn', ...attack.env };
  const prepared = await attack.prepare?.(dataDir);
  const server = await startServer({ dataDir, env });
  const { url, port } = server;
  const [opened, own] = [await openSession(url, settings), prepared ?? (await openSession(url, settings))];
  const attacker = await startAttacker();
  const probe = startProbe({ url, opened });
  const newcomers = new Newcomers(url, attack.newcomersFrom ?? '198.51.100.9');
  const measured = async (work: () => Promise<unknown>) => measure({ server, metricsPort, probe, newcomers }, work);
  try {
    await waitFor('the other room plays', () => probe.times.length > 20);
    const calm = await measured(() => delay(calmMs));
    let seen = '';
    const attacked = await measured(async () => {
      seen = await attacker.attack({ name, url, port, own }, attackMs);
    });
    return { calm, attacked, seen, failures: server.output().split('"msg":"failed"').length - 1 };
  } finally {
    probe.stop();
    attacker.stop();
    await server.kill9();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Attacker {
  /** Resolves with what the attacker saw. */
  attack(task: AttackTask, ms: number): Promise<string>;
  stop(): void;
}

/** A process that is ready to attack, so that the time of an attack is all attack. */
async function startAttacker(): Promise<Attacker> {
  const child = fork(fileURLToPath(new URL('attack-process.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<unknown>((resolve) => child.once('message', resolve));
  let seen = `nothing: it did not stop within ${stopWithinMs} ms`;
  child.on('message', (message: string) => (seen = message));
  return {
    attack: async (task, ms) => {
      child.send(task);
      await Promise.race([delay(ms), ended]);
      if (child.connected) child.send('stop');
      const impatient = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(impatient);
      return seen;
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

interface Watched {
  server: ServerProcess;
  metricsPort: number;
  probe: Probe;
  newcomers: Newcomers;
}

async function measure(
  { server, metricsPort, probe, newcomers }: Watched,
  work: () => Promise<unknown>,
): Promise<Phase> {
  await stallMs(metricsPort);
  const [first, cutOff] = [probe.times.length, probe.cutOff];
  let [memoryMb, files, over] = [0, 0, false];
  const watching = (async () => {
    for (; !over; await delay(50)) {
      memoryMb = Math.max(memoryMb, await residentMb(server.pid).catch(() => 0));
      files = Math.max(files, await openFiles(server.pid));
    }
  })();
  newcomers.start();
  const [cpu, since] = [await cpuSeconds(server.pid), performance.now()];
  await work();
  const processorShare = ((await cpuSeconds(server.pid)) - cpu) / ((performance.now() - since) / 1_000);
  over = true;
  await watching;
  const stall = await stallMs(metricsPort);
  // A command that waits for its answer has been felt as well.
  const answered = probe.times.length;
  const late = await waitFor('the other room is answered', () => probe.times.length > answered, unansweredMs).catch(
    () => [unansweredMs],
  );
  const times = [...probe.times.slice(first), ...(Array.isArray(late) ? late : [])];
  return {
    commands: times.length,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    maxMs: percentile(times, 1),
    stallMs: stall,
    processorShare,
    memoryMb,
    files,
    cutOff: probe.cutOff - cutOff,
    newcomers: await newcomers.stop(),
  };
}

/** The longest stall since this was last asked, by the server's own metrics. */
async function stallMs(metricsPort: number): Promise<number> {
  const page = await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { signal: AbortSignal.timeout(20_000) })
    .then((response) => response.text())
    .catch(() => '');
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(page)?.[1]) * 1_000;
}

async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`).catch(() => [])).length;
}
