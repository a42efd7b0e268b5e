import type { PhoneAddress, SessionAddress } from '@ack-attack/protocol';

/** Addresses that mean the machine of the reader, whichever that is. */
export function isLoopbackHost(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(hostname);
}

/**
 * The address that phones are shown: what the teacher chose, what the server was configured for, what this page itself
 * came from, or the server's best guess, in this order. Undefined where the server is on no network.
 *
 * @param origin the page's own
 */
export function addressForPhones({ addresses, chosen }: SessionAddress, origin: string): string | undefined {
  if (chosen !== undefined) return chosen;
  const configured = addresses.find(({ url, network }) => network === undefined && !isLoopbackHost(url));
  return configured?.url ?? (isLoopbackHost(origin) ? addresses[0]?.url : origin);
}

/** What a teacher may choose from: the shown address first, with the page's own among the others. */
export function addressOffers(answer: SessionAddress, origin: string): readonly PhoneAddress[] {
  const shown = addressForPhones(answer, origin);
  const own = isLoopbackHost(origin) ? [] : [origin];
  const urls = [...(shown === undefined ? [] : [shown]), ...own, ...answer.addresses.map(({ url }) => url)];
  return [...new Set(urls)].map((url) => answer.addresses.find((known) => known.url === url) ?? { url });
}

/** An address as typed, with or without a scheme or a path; undefined where it is none. */
export function originOf(typed: string): string | undefined {
  const text = typed.trim();
  try {
    // Some browsers take a space for part of a name.
    const { origin, protocol, hostname } = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
    return /^https?:$/.test(protocol) && /^([a-z\d._-]+|\[[\da-f:.]+\])$/.test(hostname) ? origin : undefined;
  } catch {
    return undefined;
  }
}
