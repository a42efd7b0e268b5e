import { createClient } from 'redis';
import type { RedisAddress, RedisNode } from './redis-address.ts';

const connectTimeoutMs = 2_000;
/** A connection on which nothing arrives for so long is dead, even without an error. Blocking reads return sooner. */
const silenceMs = 4_000;
const pingEveryMs = 1_000;

export type RedisClient = ReturnType<typeof newClient>;

/** What every connection has in common. It never reconnects: its user looks up the master again. */
export function connectionOptions(address: RedisAddress, pinging: boolean) {
  const { username, password, database, tls } = address;
  return {
    RESP: 2 as const,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(database === 0 ? {} : { database }),
    ...(pinging ? { pingInterval: pingEveryMs } : {}),
    disableOfflineQueue: true,
    commandOptions: { timeout: 0 },
    socket: {
      ...(tls ? { tls: true as const } : {}),
      connectTimeout: connectTimeoutMs,
      socketTimeout: silenceMs,
      reconnectStrategy: false as const,
    },
  };
}

function newClient(address: RedisAddress, { host, port }: RedisNode, pinging: boolean) {
  const { socket, ...options } = connectionOptions(address, pinging);
  return createClient({ ...options, socket: { ...socket, host, port } });
}

/** A connected client. `onGone` is called at most once, when the connection is lost. */
export async function connect(
  address: RedisAddress,
  node: RedisNode,
  { pinging, onGone }: { pinging: boolean; onGone?: () => void },
): Promise<RedisClient> {
  const client = newClient(address, node, pinging);
  let gone = false;
  // Without this listener the end of a connection would end the process.
  client.on('error', () => {
    if (gone) return;
    gone = true;
    onGone?.();
  });
  await client.connect();
  return client;
}

/** Ends a client that may have ended already. */
export function discard(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}
