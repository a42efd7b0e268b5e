import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GameEvent } from '@ack-attack/engine';
import { formatArchive } from '@ack-attack/replay';
import { RecordedSession } from '../../packages/replay/test/recorded-session.ts';
import { sha256 } from '../../packages/replay/test/sha256.ts';
import type { Opening } from './hour-opening.ts';

const rounds = 6;
const roundMs = 480_000;
const betweenMs = 90_000;

/** What it costs to open an hour's session and to move in it, in a process that has not seen it and is cold. */
export async function benchHour(text: string): Promise<readonly string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'ack-attack-hour-'));
  const file = join(directory, 'hour.jsonl');
  await writeFile(file, text);
  const child = fork(fileURLToPath(new URL('hour-opening.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  child.send(file);
  const [{ events, openMs, seeksMs, marksMs }] = (await once(child, 'message')) as [Opening];
  child.kill();
  await rm(directory, { recursive: true });
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return [
    `an hour of 60 students: ${events} events, ${(text.length / 1e6).toFixed(1)} MB`,
    `open     ${ms(openMs)}`,
    `seek     first ${seeksMs.slice(0, 5).map(ms).join(', ')}; longest of ${seeksMs.length} ${ms(Math.max(...seeksMs))}`,
    `marks    ${ms(marksMs)}`,
  ];
}

/** The archive of an hour that a class of 60 played. */
export function hourArchive(): string {
  return formatArchive(hourLog(1), sha256);
}

/** An hour of a class of 60: six long rounds that are played, with faults, predicted and revealed. Bots hold the seats. */
function hourLog(seed: number): readonly GameEvent[] {
  const session = new RecordedSession({ roundMs, predictMs: 20_000 }, seed);
  for (let number = 1; number <= 60; number++) {
    session.server({ type: 'setPlayerConnected', player: session.join(`u${number}`), connected: false });
  }
  for (let round = 1; round <= rounds; round++) {
    session.host({ type: 'startRound' });
    for (const leg of ['publish', 'confirm', 'deliver', 'ack'] as const) {
      const span = { rate: 0.1, forMs: roundMs };
      session.host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg }, span });
    }
    session.play(roundMs + 1_000);
    session.wait(betweenMs - 1_000);
    session.server({ type: 'tick' });
    session.host({ type: 'closeRound' });
  }
  return session.events;
}
