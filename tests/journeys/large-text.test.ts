import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../wire/wait-for.ts';
import { openPage, screenSizes } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { joinOn } from './phone.ts';
import { openRoom } from './room.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

/** A phone of 360 px whose owner has set letters of twice the usual size. */
async function largePhone(language: 'en' | 'ru'): Promise<Page> {
  const page = await openPage(browser, { language, calm: true });
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  return page;
}

/** A page's own script: whether it is wider than its screen, fields that cut a text, and words that are broken in two. */
const flaws = `(() => {
  const found = [];
  // What a phone's browser calls its window grows with what overflows it.
  const over = document.documentElement.scrollWidth - ${screenSizes.phone.width};
  if (over > 0) found.push(over + ' px too wide');
  for (const input of document.querySelectorAll('input:not([type])')) {
    if (input.scrollWidth > input.clientWidth) found.push('#' + input.id + ' cuts ' + input.value);
  }
  const texts = document.createTreeWalker(document.querySelector('#app'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const element = text.parentElement;
    if (!element.closest('button, h1, h2, .role, .cancel, label') || element.closest('.visually-hidden, bdi')) continue;
    for (const { 0: word, index } of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (lines.size > 1) found.push('"' + word + '" is broken');
    }
  }
  return found;
})()`;

test.each(['en', 'ru'] as const)(
  'a round can be read in letters of twice the size on a phone (%s)',
  async (language) => {
    const room = await openRoom(server.url);
    const page = await largePhone(language);
    const hold = async (state: string) => {
      expect(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))).toBe(32);
      expect(await page.evaluate<string[]>(flaws), state).toEqual([]);
    };
    await page.goto(`${server.url}/`);
    await page.locator('#room').fill('WWWWWW');
    await hold('the way in');
    if (language === 'en') await joinOn(page, room, 'Ana');
    else {
      await page.goto(`${server.url}/${room.roomCode}`);
      await page.locator('#name').fill('Ana');
      await page.locator('[type=submit]').tap();
      await page.locator('.badge').waitFor();
    }
    await hold('the lobby');
    await room.order({ type: 'startRound' });
    await page.locator('[data-do]').first().waitFor();
    await hold('the round');
    await room.order({ type: 'ringBell' });
    await page.locator('.predict').waitFor();
    await hold('the question');
    await room.order({ type: 'revealTruth' });
    await waitFor('the truth', () => room.host.view?.reveal);
    await page.locator('.cancel').waitFor();
    await hold('the truth');
    room.close();
  },
);
