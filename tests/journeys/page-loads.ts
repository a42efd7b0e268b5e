import type { Page } from 'playwright-core';

export interface PageLoads {
  /** Bytes on the wire, as compressed by the server, without headers; of what has arrived so far. */
  bytes(types?: readonly string[]): number;
  /** Addresses of what was asked for, in order. */
  readonly asked: readonly string[];
}

/** Weighs everything that a page loads from now on. Types are those of DevTools: Document, Script, Stylesheet … */
export async function weighLoads(page: Page): Promise<PageLoads> {
  const devTools = await page.context().newCDPSession(page);
  const files = new Map<string, { type: string; bytes: number }>();
  const asked: string[] = [];
  await devTools.send('Network.enable');
  devTools.on('Network.requestWillBeSent', ({ requestId, request, type = 'Other' }) => {
    if (/^https?:/.test(request.url)) asked.push(request.url);
    files.set(requestId, { type: kind(request.url, type), bytes: 0 });
  });
  devTools.on('Network.webSocketCreated', ({ url }) => asked.push(url));
  devTools.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const file = files.get(requestId);
    if (file) file.bytes += encodedDataLength;
  });
  return {
    asked,
    bytes: (types) =>
      [...files.values()].reduce((sum, { type, bytes }) => (types && !types.includes(type) ? sum : sum + bytes), 0),
  };
}

/** What is fetched ahead counts as what it is. */
function kind(url: string, type: string): string {
  const { pathname } = new URL(url, 'http://page');
  return pathname.endsWith('.js') ? 'Script' : pathname.endsWith('.css') ? 'Stylesheet' : type;
}
