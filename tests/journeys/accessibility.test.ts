import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lead } from '../gallery/lead.ts';
import { tours } from '../gallery/tours.ts';
import { launchBrowser } from './browser.ts';
import { startClockedServer, type ClockedServer } from './clocked-server.ts';
import { cutAtTwiceTheSize, smallTargets } from './legibility.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  resultTypes: ['violations'],
};

let browser: Browser;
let server: ClockedServer;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startClockedServer();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** What axe finds in both themes, a line each. */
async function findings(page: Page): Promise<readonly string[]> {
  // Evaluated by the browser's debugger, it needs no exception from the page's policy.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const { violations } = await page.evaluate(
      (chosen) => (window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(chosen),
      options,
    );
    for (const { id, nodes } of violations) {
      for (const node of nodes)
        found.push(
          `${colorScheme} ${id}: ${node.target.join(' ')} ${(node.failureSummary ?? '').split('\n').slice(1).join(' ').trim()}`,
        );
    }
  }
  return found;
}

test.each(Object.entries(tours))(
  'axe finds nothing on any screen of the tour %s, and on phones all is large enough and fits at twice the size',
  { timeout: 120_000 },
  async (_name, tour) => {
    const found: Record<string, readonly string[]> = {};
    let states = 0;
    await lead(tour, { browser, server, as: { calm: true } }, async (state, page) => {
      states++;
      const here = [...(await findings(page))];
      if (await page.evaluate(() => document.documentElement.dataset['page'] === 'phone')) {
        here.push(...(await smallTargets(page)), ...(await cutAtTwiceTheSize(page)));
      }
      if (here.length > 0) found[state] = here;
    });
    expect(found).toEqual({});
    expect(states).toBeGreaterThan(0);
  },
);
