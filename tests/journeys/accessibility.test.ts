import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { lead } from '../tours/lead.ts';
import { tours } from '../tours/tours.ts';
import { findings } from './axe-findings.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { cutAtTwiceTheSize, smallTargets } from './legibility.ts';

let browser: Browser;
let server: ClockedServer;

forAllTests((opened) => ({ browser, server } = opened));

test.each(Object.entries(tours))(
  'axe finds nothing on any screen of the tour %s, and on phones all is large enough and fits at twice the size',
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
