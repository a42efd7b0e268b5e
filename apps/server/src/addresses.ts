import { networkInterfaces } from 'node:os';

/** IPv4 addresses of this machine that others on the network can reach; private ones first, as a school's are. */
export function networkAddresses(interfaces = networkInterfaces()): readonly string[] {
  const addresses = Object.values(interfaces).flatMap((entries) =>
    (entries ?? []).filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
  );
  return [...new Set(addresses)].sort((a, b) => rank(a) - rank(b));
}

function rank(address: string): number {
  if (address.startsWith('192.168.')) return 0;
  if (address.startsWith('10.')) return 1;
  // Containers and virtual machines mostly live in 172.16 to 172.31.
  if (/^172\.(1[6-9]|2\d|3[01])\./.test(address)) return 2;
  // Addresses that a machine gave itself reach nobody.
  return address.startsWith('169.254.') ? 4 : 3;
}

/**
 * Addresses under which phones reach the server, best first.
 *
 * @param host the address that it listens on
 */
export function phoneAddresses(host: string, port: number, publicUrl: string | undefined): readonly string[] {
  const everywhere = host === '0.0.0.0' || host === '::';
  const hosts = everywhere ? networkAddresses() : [host.includes(':') ? `[${host}]` : host];
  const local = (hosts.length > 0 ? hosts : ['localhost']).map((address) => `http://${address}:${port}`);
  return publicUrl === undefined ? local : [publicUrl, ...local];
}
