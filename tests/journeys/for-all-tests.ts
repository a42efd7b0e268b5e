import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser, policyViolations } from './browser.ts';
import { startClockedServer, type ClockedServer } from './clocked-server.ts';

/**
 * Opens one browser and one server before the tests of a file, hands them over, and closes them after the last. No page
 * may have tried what its policy forbids.
 */
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
    expect(policyViolations).toEqual([]);
  });
}
