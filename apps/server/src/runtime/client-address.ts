import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

/** Whether the machine at `address`, `hop` steps from this server (0 is the next one), is a proxy of our own. */
export type TrustedProxies = (address: string, hop: number) => boolean;

export const noProxy: TrustedProxies = () => false;

/**
 * Reads which proxies are trusted: a number of hops, or addresses, networks (10.0.0.0/8) and the names loopback,
 * linklocal and uniquelocal, separated by commas.
 *
 * @throws TypeError where it is neither
 */
export function parseTrustedProxies(text: string): TrustedProxies {
  if (/^\d+$/.test(text)) {
    const hops = Number(text);
    return (_address, hop) => hop < hops;
  }
  return proxyaddr.compile(text.split(',').map((part) => part.trim()));
}

/** The client's own address. What a stranger wrote into X-Forwarded-For counts for nothing: it is read from its end on. */
export function clientAddress(request: IncomingMessage, trusted: TrustedProxies): string {
  // Its socket may be gone already.
  return request.socket.remoteAddress === undefined ? '' : proxyaddr(request, trusted);
}

/**
 * What limits count by: an IPv4 address, or an IPv6 network of 64 bits, of which one device can take any address.
 * A school's phones mostly share one.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

export function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}
