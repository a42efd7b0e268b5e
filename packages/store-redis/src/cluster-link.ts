import { createCluster } from 'redis';
import { connect, connectionOptions, discard, type RedisClient } from './connection.ts';
import type { RedisAddress } from './redis-address.ts';
import { isMisplaced } from './redis-error.ts';
import type { Arguments, BlockingConnection, RedisLink } from './redis-link.ts';
import { waitFor } from './replica-wait.ts';

/** A member that stays away must not make the connections to all others be lost again and again. */
const lookAfreshEveryMs = 1_000;

const rememberedSlots = 1_000;

type Cluster = ReturnType<typeof newCluster>;

function newCluster(address: RedisAddress) {
  const options = connectionOptions(address, true);
  return createCluster({
    RESP: options.RESP,
    rootNodes: address.nodes.map(({ host, port }) => ({ socket: { host, port } })),
    defaults: options,
    commandOptions: options.commandOptions,
  });
}

/** The way to a Cluster. A lost connection to any of its members makes it look at the whole Cluster afresh. */
export class ClusterLink implements RedisLink {
  readonly #address: RedisAddress;
  readonly #slots = new Map<string, Promise<number>>();
  #cluster: Promise<Cluster> | undefined;
  #closed = false;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(address: RedisAddress) {
    this.#address = address;
  }

  async send<T>(key: string, args: Arguments, replicas = 0): Promise<T> {
    const cluster = await this.#connected();
    try {
      if (replicas === 0) return await cluster.sendCommand<T>(key, false, [...args]);
      const client = await this.#holder(cluster, key);
      return await waitFor(client, client.sendCommand<T>([...args]), replicas);
    } catch (error) {
      await this.#mend(cluster, key, error);
      throw error;
    }
  }

  async sendToHolder<T>(key: string, args: Arguments): Promise<T> {
    const cluster = await this.#connected();
    try {
      return await (await this.#holder(cluster, key)).sendCommand<T>([...args]);
    } catch (error) {
      await this.#mend(cluster, key, error);
      throw error;
    }
  }

  async openBlocking(key: string): Promise<BlockingConnection> {
    const cluster = await this.#connected();
    const { host, port } = cluster.slots[await this.#slot(cluster, key)]!.master;
    const client = await connect(this.#address, { host, port }, { pinging: false });
    return {
      send: async <T>(args: Arguments) => {
        try {
          return await client.sendCommand<T>([...args]);
        } catch (error) {
          await this.#mend(cluster, key, error);
          throw error;
        }
      },
      end: () => discard(client),
    };
  }

  distrust(): void {
    const cluster = this.#cluster;
    this.#cluster = undefined;
    cluster?.then(
      (client) => client.destroy(),
      () => undefined,
    );
  }

  close(): void {
    this.#closed = true;
    this.distrust();
  }

  /** The library follows redirections only for commands with a key, which then renew its map of the slots. */
  async #mend(cluster: Cluster, key: string, error: unknown): Promise<void> {
    if (isMisplaced(error)) {
      const current = this.#cluster;
      const late = performance.now() - this.#lookedAt > lookAfreshEveryMs;
      if (late && (await current?.catch(() => undefined)) === cluster && this.#cluster === current) this.distrust();
    } else if (/^(?:MOVED|ASK)\b/.test((error as Error).message)) {
      await cluster.sendCommand(key, false, ['EXISTS', key]).catch(() => undefined);
    }
  }

  async #holder(cluster: Cluster, key: string): Promise<RedisClient> {
    const shard = cluster.slots[await this.#slot(cluster, key)];
    if (!shard) throw new Error('nobody holds this slot');
    return (await cluster.nodeClient(shard.master)) as unknown as RedisClient;
  }

  #slot(cluster: Cluster, key: string): Promise<number> {
    const tag = /\{(.+?)\}/.exec(key)?.[1] ?? key;
    if (this.#slots.size > rememberedSlots) this.#slots.clear();
    const known = this.#slots.get(tag);
    if (known) return known;
    const asked = cluster.sendCommand<number>(undefined, true, ['CLUSTER', 'KEYSLOT', tag]);
    this.#slots.set(tag, asked);
    asked.catch(() => this.#slots.delete(tag));
    return asked;
  }

  #connected(): Promise<Cluster> {
    if (this.#closed) return Promise.reject(new Error('closed'));
    if (this.#cluster) return this.#cluster;
    const connecting = this.#connect();
    this.#cluster = connecting;
    connecting.catch(() => {
      if (this.#cluster === connecting) this.#cluster = undefined;
    });
    return connecting;
  }

  async #connect(): Promise<Cluster> {
    const cluster = newCluster(this.#address);
    // Without these listeners the end of a connection would end the process.
    cluster.on('error', () => undefined);
    cluster.on('node-error', () => undefined);
    await cluster.connect();
    this.#lookedAt = performance.now();
    return cluster;
  }
}
