import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from './browser.ts';
import { startClockedServer, type ClockedServer } from './clocked-server.ts';

/** Opens one browser and one server before the tests of a file, hands them over, and closes them after the last. */
export function forAllTests(use: (opened: { browser: Browser; server: ClockedServer }) => void): void {
  let browser: Browser | undefined;
  let server: ClockedServer | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startClockedServer();
    use({ browser, server });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
}
