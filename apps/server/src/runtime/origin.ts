import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';

/** Anybody can cause a warning, so there are few. */
const mostWarnings = 10;
const longestQuote = 100;

/** Knows the pages of this server, and warns where a proxy seems to hide them from it. */
export class OriginCheck {
  readonly #allowed: ReadonlySet<string>;
  readonly #logger: Logger;
  readonly #warned = new Set<string>();

  /** @param allowed further origins, such as https://game.example */
  constructor(allowed: ReadonlySet<string>, logger: Logger) {
    this.#allowed = allowed;
    this.#logger = logger;
  }

  admits(headers: IncomingHttpHeaders): boolean {
    if (isOwnOrigin(headers, this.#allowed)) return true;
    this.#warn(headers);
    return false;
  }

  #warn(headers: IncomingHttpHeaders): void {
    const { origin = 'null', host = '' } = headers;
    // Such a page is another site's, as the browser says itself.
    if (origin === 'null' || headers['sec-fetch-site'] !== undefined) return;
    const seen = `${origin} ${host}`.slice(0, 2 * longestQuote);
    if (this.#warned.has(seen) || this.#warned.size >= mostWarnings) return;
    this.#warned.add(seen);
    this.#logger.warn(
      { origin: origin.slice(0, longestQuote), host: host.slice(0, longestQuote) },
      'refused a page whose origin is not the Host of its request: set PUBLIC_URL or ALLOWED_ORIGINS to that origin, or have the proxy pass Host on',
    );
  }
}

/**
 * Whether a request comes from a page of this server's own. Browsers say where a page is from and let no script change
 * it; programs that are no browser say nothing, and have nobody's cookies or secrets to abuse.
 *
 * @param allowed further origins, such as https://game.example
 */
function isOwnOrigin(headers: IncomingHttpHeaders, allowed: ReadonlySet<string>): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] !== 'cross-site';
  if (allowed.has(origin)) return true;
  // The browser has compared the addresses that it sees itself, also where a proxy rewrites Host.
  if (headers['sec-fetch-site'] === 'same-origin') return true;
  // The scheme is the proxy's affair where one ends TLS.
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
