import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { closePages, sharedBrowser, takePolicyViolations } from './browser.ts';
import { startClockedServer, type ClockedServer } from './clocked-server.ts';

/**
 * Opens one server before the tests of a file, hands it over with the browser, and closes it and all pages after the last.
 * No page may have tried what its policy forbids.
 */
export function forAllTests(use: (opened: { browser: Browser; server: ClockedServer }) => void): void {
  let browser: Browser | undefined;
  let server: ClockedServer | undefined;
  beforeAll(async () => {
    browser = await sharedBrowser();
    server = await startClockedServer();
    use({ browser, server });
  });
  afterAll(async () => {
    if (browser) await closePages(browser);
    await server?.close();
    expect(takePolicyViolations()).toEqual([]);
  });
}
