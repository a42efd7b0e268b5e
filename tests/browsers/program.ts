import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { waitFor } from '../wire/wait-for.ts';

/** A program with all that it starts. */
export interface Program {
  /** Waits until it prints a match. @throws Error with what it printed, where it ends instead */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ends it and all that it started. */
  end(): Promise<void>;
}

/** Starts a program in a process group of its own, which ends with this process at the latest. */
export function startProgram(path: string, args: readonly string[], env: Readonly<Record<string, string>>): Program {
  const child = spawn(path, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  child.on('error', (error) => (output += error.message));
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // All of it has ended.
    }
  };
  const kill = () => signal('SIGKILL');
  process.once('exit', kill);
  const gone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

  return {
    async prints(pattern) {
      await waitFor(`${path} prints ${pattern}`, () => gone() || pattern.test(output));
      const found = pattern.exec(output);
      if (!found) throw new Error(`${path} ended; it printed:\n${output}`);
      return found;
    },
    async end() {
      if (!gone()) {
        // First it may tidy up what it keeps in the file system.
        const impatient = setTimeout(kill, 3_000);
        const exit = once(child, 'exit');
        signal('SIGTERM');
        await exit;
        clearTimeout(impatient);
      }
      kill();
      process.off('exit', kill);
    },
  };
}

/**
 * Where a program is.
 *
 * @param places beside those of PATH
 * @throws Error with what to do where it is not
 */
export function findProgram(names: readonly string[], places: readonly string[], what: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...places];
  const found = paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error(`${what} is missing: run tests/install`);
  return found;
}
