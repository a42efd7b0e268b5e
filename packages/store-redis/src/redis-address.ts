export interface RedisNode {
  host: string;
  port: number;
}

/** Where Redis is and how to get in. */
export interface RedisAddress {
  kind: 'single' | 'sentinel' | 'cluster';
  /** Of a Sentinel group or a Cluster: some of its members, from which the others are found. */
  nodes: readonly RedisNode[];
  /** Name of the group that the Sentinels watch. */
  master?: string;
  tls: boolean;
  username?: string;
  password?: string;
  /** Sentinels may have a password of their own. */
  sentinelPassword?: string;
  /** Number of the database; a Cluster has only 0. */
  database: number;
}

// A list of hosts is no URL, so the platform's parser cannot read it.
const form =
  /^redis(?<tls>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?@]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/;
const host = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^\s:[\]]+))(?::(?<port>\d{1,5}))?$/;

/**
 * Reads an address: `redis://host:port/0`, `redis+sentinel://host:port,host:port/master-name/0` or
 * `redis+cluster://host:port,host:port`, with `rediss` for TLS and `user:password@` in front of the hosts.
 *
 * @returns undefined where it is none of these
 */
export function readRedisAddress(text: string): RedisAddress | undefined {
  const groups = form.exec(text)?.groups;
  if (!groups) return undefined;
  const kind = (groups['kind'] ?? 'single') as RedisAddress['kind'];
  const nodes = (groups['hosts'] ?? '').split(',').map((each) => readNode(each, kind === 'sentinel' ? 26_379 : 6_379));
  if (nodes.includes(undefined) || (kind === 'single' && nodes.length > 1)) return undefined;
  const parts = (groups['path'] ?? '').split('/');
  const master = kind === 'sentinel' ? parts.shift() : undefined;
  const database = parts[0] ? Number(parts[0]) : 0;
  if (kind === 'sentinel' && !master) return undefined;
  if (parts.length > 1 || !Number.isSafeInteger(database) || database < 0) return undefined;
  if (kind === 'cluster' && database !== 0) return undefined;
  const sentinelPassword = new URLSearchParams(groups['query']).get('sentinelPassword');
  return {
    kind,
    nodes: nodes as RedisNode[],
    tls: groups['tls'] === 's',
    database,
    ...(master ? { master: decodeURIComponent(master) } : {}),
    ...(groups['user'] ? { username: decodeURIComponent(groups['user']) } : {}),
    ...(groups['password'] ? { password: decodeURIComponent(groups['password']) } : {}),
    ...(sentinelPassword ? { sentinelPassword } : {}),
  };
}

function readNode(text: string, usualPort: number): RedisNode | undefined {
  const groups = host.exec(text)?.groups;
  const name = groups?.['v6'] ?? groups?.['name'];
  const port = groups?.['port'] === undefined ? usualPort : Number(groups['port']);
  return name === undefined || port < 1 || port > 65_535 ? undefined : { host: name, port };
}
