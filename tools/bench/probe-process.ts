import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProbeTask } from './storm-probe.ts';

export interface ProbeProcess {
  child: ChildProcess;
  /** How long each command took until it was confirmed, in ms, in the order of the confirmations. */
  times: number[];
}

/** Lets rooms play in a process of their own, so that what is measured does not measure them as well. */
export function startProbe(task: ProbeTask): ProbeProcess {
  const child = fork(fileURLToPath(new URL('storm-probe.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const times: number[] = [];
  child.on('message', ({ tookMs }: { tookMs: number }) => times.push(tookMs));
  child.send(task);
  return { child, times };
}
