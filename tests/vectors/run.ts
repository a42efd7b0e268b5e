import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { vectorFile, type Vector } from './format.ts';
import { playVector } from './play.ts';

/** A file that is no list of vectors. */
class BadFile extends Error {}

function read(path: string): readonly Vector[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new BadFile(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const file = vectorFile.safeParse(json);
  if (!file.success) throw new BadFile(`${path} is no list of vectors:\n${z.prettifyError(file.error)}`);
  return file.data;
}

/** Prints one JSON line for each vector. @returns the exit code: 0 all right, 1 some differ, 2 nothing was run */
function run(paths: readonly string[]): number {
  if (paths.length === 0) {
    process.stderr.write('Name one or more files of vectors: pnpm --silent vectors FILE...\n');
    return 2;
  }
  try {
    const outcomes = paths.flatMap(read).map(playVector);
    process.stdout.write(outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
    return outcomes.every((outcome) => outcome.ok) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

process.exitCode = run(process.argv.slice(2));
