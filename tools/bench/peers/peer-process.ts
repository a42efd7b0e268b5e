import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServer } from '../../../tests/wire/server-process.ts';
import type { LoadOrder, LoadResult, Peer } from './load.ts';

export interface PeerServer {
  url: string;
  pid: number;
  stop: () => Promise<void>;
}

/** Starts a peer's server, as it would be run. */
export async function startPeer(peer: Peer): Promise<PeerServer> {
  if (peer === 'ours') {
    const dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-peers-'));
    const server = await startServer({ dataDir, env: { TRUST_PROXY: '1', MAX_CONNECTIONS: '20000' } });
    const stop = async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    };
    return { url: server.url, pid: server.pid, stop };
  }
  const child = fork(fileURLToPath(new URL(`${peer}-server.js`, import.meta.url)), { execArgv: [] });
  const { port } = await answerOf<{ port: number }>(child);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid!, stop: () => end(child) };
}

export interface LoadProcess {
  pid: number;
  order(order: LoadOrder): Promise<LoadResult>;
  stop(): Promise<void>;
}

export function startLoad(): LoadProcess {
  const child = fork(fileURLToPath(new URL('load-process.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  return {
    pid: child.pid!,
    order: async (order) => {
      child.send(order);
      const { result, error } = await answerOf<{ result: LoadResult; error?: string }>(child);
      if (error !== undefined) throw new Error(error);
      return result;
    },
    stop: () => end(child),
  };
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const exit = once(child, 'exit', ended).then(() => {
    throw new Error('the process ended before it answered');
  });
  try {
    const [answer] = (await Promise.race([once(child, 'message', ended), exit])) as [T];
    return answer;
  } finally {
    exit.catch(() => {});
    ended.abort();
  }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  if (child.exitCode === null && child.kill('SIGKILL')) await ended;
}

/** Keeps a process with all its threads on one core. Returns whether the system can do that. */
export async function pin(pid: number, core: number): Promise<boolean> {
  if (availableParallelism() < 2) return false;
  return promisify(execFile)('taskset', ['-a', '-p', '-c', String(core), String(pid)]).then(
    () => true,
    () => false,
  );
}
