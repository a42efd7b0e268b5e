import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { damageOf } from './damage.ts';
import { playSchool, type School } from './school.ts';
import type { Trial } from './trial.ts';

const program = fileURLToPath(new URL('trial-process.ts', import.meta.url));
const processes = 2;

export type TrialResult = Partial<Trial> & Pick<Trial, 'seed' | 'mistakes'>;

/** Tries damage after damage in processes of their own, so that one which ends its process is found, too. */
export async function runTrials(seeds: readonly number[]): Promise<TrialResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ack-attack-corruption-'));
  try {
    const school = await playSchool(folder);
    const shares = Array.from({ length: processes }, (_, share) => seeds.filter((seed) => seed % processes === share));
    const results = await Promise.all(shares.map((share, index) => runShare(school, join(folder, `${index}`), share)));
    return results.flat().sort((a, b) => a.seed - b.seed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runShare(school: School, folder: string, seeds: readonly number[]): Promise<TrialResult[]> {
  const results: TrialResult[] = [];
  while (results.length < seeds.length) {
    const left = seeds.slice(results.length);
    const end = await runProcess(school, folder, left, results);
    const stoppedAt = seeds[results.length];
    if (stoppedAt === undefined) break;
    const { kind } = damageOf(stoppedAt);
    results.push({ seed: stoppedAt, kind, mistakes: [`the process ended: ${end}`] });
  }
  return results;
}

/** Resolves with how the process ended and what it said on its way. */
async function runProcess(
  school: School,
  folder: string,
  seeds: readonly number[],
  results: TrialResult[],
): Promise<string> {
  const given = { school: { ...school, logs: [...school.logs] }, folder, seeds };
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(given));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`${signal ?? code}`));
  });
  for await (const line of createInterface({ input: child.stdout })) results.push(JSON.parse(line) as TrialResult);
  return `${await ended} ${said.slice(0, 1_000)}`;
}
