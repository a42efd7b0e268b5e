import type { Browser, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { pseudoLocale } from '../../apps/web/src/shared/i18n/pseudo-locale.ts';
import { lead } from '../tours/lead.ts';
import { tours } from '../tours/tours.ts';
import { openPage, screenSizes, type ScreenSize } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));

/** How far a page reaches beyond its window, in px. */
async function overflow(page: Page, size: ScreenSize): Promise<number> {
  await page.setViewportSize(screenSizes[size]);
  return page.evaluate((width) => Math.max(0, document.documentElement.scrollWidth - width), screenSizes[size].width);
}

test('a language of words 40 % longer fits on the screens of phone, stage and console', async () => {
  const shown: string[] = [];
  await lead(tours.classroom!, { browser, server, as: { language: pseudoLocale, calm: true } }, async (state, page) => {
    shown.push(state);
    expect(await page.locator('html').getAttribute('lang'), state).toBe(pseudoLocale);
    expect(await page.locator('body').innerText(), state).toMatch(/[áéîöü]/i);
    const sizes: readonly ScreenSize[] = ['laptop', 'phone'];
    for (const size of sizes) expect(await overflow(page, size), `${state} on a ${size}`).toBe(0);
  });
  expect(shown.length).toBeGreaterThan(5);
});

test('no page offers that language', async () => {
  const page = await openPage(browser);
  await page.goto(`${server.url}/?lang=${pseudoLocale}`);
  await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(pseudoLocale);
  const offered = await page
    .locator('button[lang]')
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('lang')));
  expect(offered).toEqual(['en', 'ru']);
  await page.context().close();
});
