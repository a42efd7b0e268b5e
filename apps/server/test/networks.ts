import type { Network } from '../src/addresses/system-network.ts';

/** The networks of a machine: each interface with its addresses, and the one that leads to the internet. */
export function networkOf(
  interfaces: Readonly<Record<string, string | readonly string[]>>,
  outward: readonly string[] = [],
  macs: Readonly<Record<string, string>> = {},
): Network {
  const entries = Object.entries(interfaces).map(([name, given]) => {
    const addresses = typeof given === 'string' ? [given] : given;
    return [name, addresses.map((address) => entry(address, macs[name] ?? '3c:22:fb:10:20:30'))] as const;
  });
  return { interfaces: Object.fromEntries(entries.map(([name, list]) => [name, [...list]])), outward };
}

function entry(address: string, mac: string) {
  const internal = address === '127.0.0.1' || address === '::1';
  return address.includes(':')
    ? { address, internal, mac, family: 'IPv6' as const, netmask: 'ffff:ffff:ffff:ffff::', cidr: null, scopeid: 0 }
    : { address, internal, mac, family: 'IPv4' as const, netmask: '255.255.255.0', cidr: null };
}
