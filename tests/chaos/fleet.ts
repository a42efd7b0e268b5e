import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProxy, type ProxyProcess } from '../wire/proxy-process.ts';
import { startRedis, type RedisProcess } from '../wire/redis-process.ts';
import { startServer, type ServerProcess } from '../wire/server-process.ts';

/** Servers on one Redis behind a proxy. */
export class Fleet {
  readonly redis: RedisProcess;
  readonly proxy: ProxyProcess;
  readonly servers: ServerProcess[];
  readonly #dataDir: string;
  #printed = '';

  static async start(size: number, affinity: boolean): Promise<Fleet> {
    const dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-'));
    const redis = await startRedis();
    const servers = await Promise.all(Array.from({ length: size }, () => startNode(redis, dataDir)));
    const proxy = await startProxy(
      servers.map(({ port }) => port),
      { affinity },
    );
    return new Fleet(redis, proxy, servers, dataDir);
  }

  private constructor(redis: RedisProcess, proxy: ProxyProcess, servers: ServerProcess[], dataDir: string) {
    this.redis = redis;
    this.proxy = proxy;
    this.servers = servers;
    this.#dataDir = dataDir;
  }

  /** What the servers have printed so far, those that have ended too. */
  get printed(): string {
    return this.#printed + this.servers.map((server) => server.output()).join('');
  }

  /** Starts a server that has ended, at its old port. */
  async startAgain(at: number): Promise<void> {
    const old = this.servers[at]!;
    this.#printed += old.output();
    this.servers[at] = await startNode(this.redis, this.#dataDir, old.port);
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    for (const server of this.servers) {
      server.signal('SIGCONT');
      await server.kill9();
    }
    await this.redis.remove();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

function startNode(redis: RedisProcess, dataDir: string, port?: number): Promise<ServerProcess> {
  return startServer({
    dataDir,
    entry: 'tests/chaos/node.js',
    ...(port === undefined ? {} : { port }),
    env: { REDIS_URL: redis.url, TRUST_PROXY: '1', DRAIN_SECONDS: '2', LOG_LEVEL: 'error' },
  });
}
