import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { requireBuild, serverProgram } from '../builds.ts';
import { freePort } from './free-port.ts';
import { waitFor } from './wait-for.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface ServerProcessOptions {
  /** Folder of the store; a server that is started again on it goes on where the last one ended. */
  dataDir: string;
  /** A free one where it is absent. */
  port?: number;
  env?: Readonly<Record<string, string>>;
  /** Program to start instead of the server's own. */
  entry?: string;
}

export interface ServerProcess {
  url: string;
  port: number;
  dataDir: string;
  /** Of the operating system. */
  pid: number;
  /** What the server has printed so far, both streams. */
  output(): string;
  /** Ends the process as a power cut would. */
  kill9(): Promise<void>;
  /** Asks the process to end. */
  stop(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Sends a message to the process, where its entry listens to any. */
  send(message: object): void;
}

/**
 * Starts a real server process of what `pnpm build` made, and resolves once it serves.
 *
 * @throws Error with what the server printed, where it ends or does not serve in time
 */
export async function startServer(options: ServerProcessOptions): Promise<ServerProcess> {
  const { dataDir, entry = serverProgram } = options;
  await requireBuild('server');
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  // One process, without a runner in front of it that a signal would end instead.
  const child = spawn(process.execPath, [entry], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    if (!gone()) child.kill(signal);
    await ended;
  };
  // A server must not outlive the tests that started it.
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan);
  void ended.then(() => process.off('exit', orphan));

  try {
    await waitFor('the server serves', () => gone() || isHealthy(url));
    if (gone()) throw new Error('the server ended');
  } catch (error) {
    await end('SIGKILL');
    throw new Error(`${(error as Error).message}; it printed:\n${output}`, { cause: error });
  }
  return {
    url,
    port,
    dataDir,
    pid: child.pid!,
    output: () => output,
    kill9: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    signal: (signal) => void child.kill(signal),
    send: (message) => void child.send(message),
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false;
  }
}
