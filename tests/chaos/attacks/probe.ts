import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OpenedSession } from '@ack-attack/protocol';

export interface ProbeRoom {
  url: string;
  opened: OpenedSession;
}

export type ProbeReport = { kind: 'answer'; tookMs: number; accepted: boolean } | { kind: 'cut-off' };

/** What another room has felt so far. */
export interface Probe {
  /** Ms from each command to its answer. */
  readonly times: readonly number[];
  readonly refused: number;
  /** How often one of the room's connections was lost. */
  readonly cutOff: number;
  stop(): void;
}

/** Lets a room play in a process of its own, so that what is measured does not measure the attacker as well. */
export function startProbe(room: ProbeRoom): Probe {
  const child = fork(fileURLToPath(new URL('probe-process.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const times: number[] = [];
  let [refused, cutOff] = [0, 0];
  child.on('message', (report: ProbeReport) => {
    if (report.kind === 'cut-off') return void cutOff++;
    times.push(report.tookMs);
    if (!report.accepted) refused++;
  });
  child.send(room);
  return {
    times,
    get refused() {
      return refused;
    },
    get cutOff() {
      return cutOff;
    },
    stop: () => void child.kill(),
  };
}
