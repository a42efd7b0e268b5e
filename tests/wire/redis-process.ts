import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from 'redis';
import { freePort } from './free-port.ts';
import { waitFor } from './wait-for.ts';

export interface RedisProcess {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** Sends one command over a connection of its own. */
  command<T>(...args: string[]): Promise<T>;
  kill9(): Promise<void>;
  /** Starts it again on what it kept, where it does not run. */
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it and removes what it kept. */
  remove(): Promise<void>;
}

/** Starts a real Redis in a folder of its own, which syncs every write to the disk unless told otherwise. */
export async function startRedis(settings: readonly string[] = []): Promise<RedisProcess> {
  const durable = ['--save', '', '--repl-diskless-sync-delay', '0', '--appendonly', 'yes', '--appendfsync', 'always'];
  return startIn(await newFolder(), await freePort(), (port, folder) => [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--loglevel', 'warning'],
    ...durable,
    ...settings,
  ]);
}

/** Starts a Sentinel that watches a master under a name, with what else its file is to say. */
export async function startSentinel(
  name: string,
  masterPort: number,
  quorum: number,
  settings: readonly string[] = [],
): Promise<RedisProcess> {
  const folder = await newFolder();
  const file = join(folder, 'sentinel.conf');
  const port = await freePort();
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${name} 127.0.0.1 ${masterPort} ${quorum}`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 5000`,
    ...settings,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return startIn(folder, port, () => [file, '--sentinel']);
}

/** Starts masters that share the slots among them, each with so many replicas. */
export async function startCluster(masters: number, replicas = 0): Promise<readonly RedisProcess[]> {
  const nodes: RedisProcess[] = [];
  while (nodes.length < masters * (1 + replicas)) nodes.push(await startRedis(clusterSettings));
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', String(replicas), '--cluster-yes'];
  await promisify(execFile)('redis-cli', create);
  for (const node of nodes) {
    const whole = async () => (await node.command<string>('CLUSTER', 'INFO')).includes('cluster_state:ok');
    await waitFor('the cluster is whole', whole);
  }
  return nodes;
}

const clusterSettings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1500', '--appendfsync', 'no'];

/** Starts a replica of one master of a cluster; resolves once all masters know it. */
export async function addReplica(masters: readonly RedisProcess[], master: RedisProcess): Promise<RedisProcess> {
  const replica = await startRedis(clusterSettings);
  const nameOf = (node: RedisProcess) => node.command<string>('CLUSTER', 'MYID');
  const [id, own] = await Promise.all([nameOf(master), nameOf(replica)]);
  const nodesOf = (node: RedisProcess) => node.command<string>('CLUSTER', 'NODES');
  await replica.command('CLUSTER', 'MEET', '127.0.0.1', String(master.port));
  await waitFor('it knows its master', async () => (await nodesOf(replica)).includes(id));
  await replica.command('CLUSTER', 'REPLICATE', id);
  const known = new RegExp(`^${own} .* slave ${id} .* connected`, 'm');
  for (const each of masters) await waitFor('it is known', async () => known.test(await nodesOf(each)));
  const follows = async () => (await master.command<string>('INFO', 'replication')).includes('state=online');
  await waitFor('it follows', follows);
  return replica;
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'ack-attack-redis-'));
}

async function startIn(
  folder: string,
  port: number,
  args: (port: number, folder: string) => readonly string[],
): Promise<RedisProcess> {
  let child: ChildProcess | undefined;
  const orphan = () => child?.kill('SIGKILL');
  process.once('exit', orphan);
  const runs = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const redis: RedisProcess = {
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child?.pid ?? 0;
    },
    command: <T>(...given: string[]) => commandAt<T>(port, given),
    async kill9() {
      if (!runs()) return;
      child?.kill('SIGKILL');
      if (child) await once(child, 'exit');
    },
    async start() {
      if (runs()) return;
      await mkdir(folder, { recursive: true });
      child = spawn(serverProgram(), args(port, folder), { stdio: 'ignore' });
      const answers = () =>
        commandAt(port, ['PING']).then(
          () => true,
          () => false,
        );
      await waitFor('Redis answers', answers);
    },
    signal: (signal) => void child?.kill(signal),
    async remove() {
      process.off('exit', orphan);
      await redis.kill9();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await redis.start();
  return redis;
}

/** Redis' own name, or whatever speaks like it, such as a valkey-server. */
function serverProgram(): string {
  return process.env['REDIS_SERVER_PATH'] ?? 'redis-server';
}

async function commandAt<T>(port: number, args: readonly string[]): Promise<T> {
  const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port, reconnectStrategy: false } });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.sendCommand<T>([...args]);
  } finally {
    if (client.isOpen) client.destroy();
  }
}
