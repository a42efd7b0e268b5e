import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from a page of this server's own. Browsers say where a page is from and let no script change
 * it; programs that are no browser say nothing, and have nobody's cookies or secrets to abuse.
 *
 * @param allowed further origins, such as https://game.example
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, allowed: ReadonlySet<string>): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] !== 'cross-site';
  if (allowed.has(origin)) return true;
  // The scheme is the proxy's affair where one ends TLS.
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
