import { connect, discard, type RedisClient } from './connection.ts';
import type { RedisAddress, RedisNode } from './redis-address.ts';
import { isMisplaced } from './redis-error.ts';
import type { Arguments, BlockingConnection, RedisLink } from './redis-link.ts';
import { waitFor } from './replica-wait.ts';

/** The way to one Redis, or to the master that Sentinels name. */
export class MasterLink implements RedisLink {
  readonly #address: RedisAddress;
  #client: Promise<RedisClient> | undefined;
  #closed = false;

  constructor(address: RedisAddress) {
    this.#address = address;
  }

  async send<T>(_key: string, args: Arguments, replicas = 0): Promise<T> {
    const client = await this.#connected();
    try {
      const answer = client.sendCommand<T>([...args]);
      return replicas > 0 ? await waitFor(client, answer, replicas) : await answer;
    } catch (error) {
      if (isMisplaced(error)) this.distrust();
      throw error;
    }
  }

  sendToHolder<T>(key: string, args: Arguments): Promise<T> {
    return this.send(key, args);
  }

  async openBlocking(): Promise<BlockingConnection> {
    const client = await connect(this.#address, await this.#locate(), { pinging: false });
    return {
      send: <T>(args: Arguments) => client.sendCommand<T>([...args]),
      end: () => discard(client),
    };
  }

  distrust(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.then(discard, () => undefined);
  }

  close(): void {
    this.#closed = true;
    this.distrust();
  }

  #connected(): Promise<RedisClient> {
    if (this.#closed) return Promise.reject(new Error('closed'));
    if (this.#client) return this.#client;
    const client = this.#connect(() => {
      if (this.#client === client) this.#client = undefined;
    });
    this.#client = client;
    client.catch(() => {
      if (this.#client === client) this.#client = undefined;
    });
    return client;
  }

  async #connect(onGone: () => void): Promise<RedisClient> {
    return connect(this.#address, await this.#locate(), { pinging: true, onGone });
  }

  async #locate(): Promise<RedisNode> {
    const { kind, nodes } = this.#address;
    if (kind === 'single') return nodes[0]!;
    let failure: unknown = new Error('no Sentinel answers');
    for (const sentinel of nodes) {
      try {
        return await this.#ask(sentinel);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  /** The master as one Sentinel sees it. */
  async #ask(sentinel: RedisNode): Promise<RedisNode> {
    const { master = '', tls, sentinelPassword } = this.#address;
    const asked: RedisAddress = {
      kind: 'single',
      nodes: [sentinel],
      tls,
      database: 0,
      ...(sentinelPassword === undefined ? {} : { password: sentinelPassword }),
    };
    const client = await connect(asked, sentinel, { pinging: false });
    try {
      const found = await client.sendCommand<[string, string] | null>(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master]);
      if (!found) throw new Error(`the Sentinels do not know ${master}`);
      return { host: found[0], port: Number(found[1]) };
    } finally {
      discard(client);
    }
  }
}
