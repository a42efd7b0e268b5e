import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { PhoneAddress } from '@ack-attack/protocol';
import ipaddr from 'ipaddr.js';
import type { Network } from './system-network.ts';

/** Where a server listens. */
export interface Listening {
  /** As it was configured; absent where it listens everywhere. */
  host?: string | undefined;
  /** The address that the system bound. */
  bound: string;
  port: number;
  publicUrl?: string | undefined;
}

/** Interfaces of containers, virtual machines and VPNs, which no phone shares: on Linux, macOS, BSD and Windows. */
const virtualNames = [
  /^(docker|br-|veth|virbr|vboxnet|vmnet|vmenet|lxcbr|lxdbr|incusbr|podman|cni|flannel|cali|kube|feth)/i,
  /^(tun|tap|utun|wg|ppp|ipsec|gif|stf|zt|ham|tailscale|nordlynx|proton|mullvad)[\w-]*$/i,
  /vEthernet|Hyper-V|WSL|VirtualBox|VMware|Host-Only|Docker|TAP-|OpenVPN|WireGuard|Tailscale|ZeroTier|VPN/i,
];
/** MAC prefixes of VirtualBox, VMware, Hyper-V and Docker: Windows may call their interfaces "Ethernet 2". */
const virtualMacs = ['0a:00:27', '00:50:56', '00:15:5d', '02:42'];

interface Candidate {
  address: string;
  network: string;
  kind: 'ordinary' | 'virtual' | 'self-assigned';
  ipv6: boolean;
  /** Whether packets to the internet leave from here. */
  outward: boolean;
}

/**
 * Addresses under which phones reach the server, best first; none where it is on no network. A server that was made to
 * listen to its own machine alone has that one.
 */
export function phoneAddresses(listening: Listening, network: Network): readonly PhoneAddress[] {
  const { host, bound, port, publicUrl } = listening;
  if (publicUrl !== undefined) return [{ url: publicUrl }];
  const found = candidatesOf(network);
  const everywhere = bound === '0.0.0.0' || bound === '::';
  if (!everywhere) {
    if (host !== undefined && isIP(host) === 0) return [{ url: `http://${host}:${port}` }];
    const name = found.find(({ address }) => address === bound)?.network;
    return [{ url: urlOf(bound, port), ...(name === undefined ? {} : { network: name }) }];
  }
  // Phones have IPv4 wherever the school's network has it, and nobody likes to type the other.
  const ipv6 = bound === '::' && !found.some((candidate) => !candidate.ipv6 && candidate.kind === 'ordinary');
  return found
    .filter((candidate) => ipv6 || !candidate.ipv6)
    .sort((a, b) => rank(a) - rank(b))
    .map(({ address, network }) => ({ url: urlOf(address, port), network }));
}

/** Where a browser on the server's own machine finds it. */
export function localAddress({ bound, port }: Listening): string {
  const local = ['0.0.0.0', '::'].includes(bound) || ipaddr.process(bound).range() === 'loopback';
  return local ? `http://localhost:${port}` : urlOf(bound, port);
}

function urlOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** Every address that is one of the machine's own on a network, once. */
function candidatesOf({ interfaces, outward }: Network): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const [network, entries] of Object.entries(interfaces)) {
    for (const entry of entries ?? []) {
      const { address, internal, family, mac } = entry;
      if (internal || found.has(address) || !isOffered(entry)) continue;
      found.set(address, {
        address,
        network,
        kind: address.startsWith('169.254.') ? 'self-assigned' : isVirtual(network, mac) ? 'virtual' : 'ordinary',
        ipv6: family === 'IPv6',
        outward: outward.includes(address),
      });
    }
  }
  return [...found.values()];
}

/** IPv6 addresses that hold on one link only would need the name of the phone's own interface. */
function isOffered({ address, family }: NetworkInterfaceInfo): boolean {
  if (family === 'IPv4') return true;
  return ipaddr.IPv6.isValid(address) && ['unicast', 'uniqueLocal'].includes(ipaddr.IPv6.parse(address).range());
}

function isVirtual(network: string, mac: string): boolean {
  return virtualNames.some((pattern) => pattern.test(network)) || virtualMacs.some((prefix) => mac.startsWith(prefix));
}

/** The lower, the more likely it is that phones reach it. */
function rank({ kind, outward, ipv6, address }: Candidate): number {
  const kinds = { ordinary: 0, virtual: 100, 'self-assigned': 200 };
  return kinds[kind] + (outward ? 0 : 10) + (ipv6 ? 5 : rangeRank(address));
}

/** What a school's network most often has, first. Containers and virtual machines mostly live in 172.16 to 172.31. */
function rangeRank(address: string): number {
  if (address.startsWith('192.168.')) return 0;
  if (address.startsWith('10.')) return 1;
  return /^172\.(1[6-9]|2\d|3[01])\./.test(address) ? 3 : 2;
}
