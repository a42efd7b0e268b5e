import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

/** What the system says of its networks. */
export interface Network {
  interfaces: ReturnType<typeof networkInterfaces>;
  /** Addresses from which packets to the internet would leave; none without a default route. */
  outward: readonly string[];
}

/** Addresses of documentation, which belong to nobody. They only choose a route: nothing is sent. */
const somewhere = { udp4: '198.51.100.1', udp6: '2001:db8::1' } as const;
const discardPort = 9;

export async function systemNetwork(): Promise<Network> {
  const found = await Promise.all([outwardAddress('udp4'), outwardAddress('udp6')]);
  return { interfaces: knownInterfaces(), outward: found.filter((address) => address !== undefined) };
}

/** Some systems, such as Android, do not let every program see them. */
function knownInterfaces(): Network['interfaces'] {
  try {
    return networkInterfaces();
  } catch {
    return {};
  }
}

/** A UDP socket that is connected has its route, and so its own address, before it sends anything. */
function outwardAddress(type: keyof typeof somewhere): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(type);
    const end = (address: string | undefined) => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => end(undefined));
    socket.once('connect', () => end(socket.address().address));
    socket.connect(discardPort, somewhere[type]);
  });
}
