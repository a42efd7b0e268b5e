import { createClient, memoryStorage } from '@ack-attack/client';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { consoleOf, stageOf } from '../tours/tour.ts';
import { openPage, type ScreenSize } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { openRoom } from './room.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

/** Does to a page what Chrome's translation does: a copy, in two elements, in place of each text, whenever one is new. */
const translate = `addEventListener('DOMContentLoaded', () => {
  const take = (root) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = root.nodeType === 3 ? [root] : [];
    while (texts.nextNode()) found.push(texts.currentNode);
    for (const text of found) {
      if (!text.data.trim() || !text.parentElement) continue;
      if (text.parentElement.closest('font, script, style, svg, textarea, title, [translate="no"]')) continue;
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.textContent = '‹' + text.data + '›';
      outer.append(inner);
      text.parentNode.replaceChild(outer, text);
    }
  };
  take(document.body);
  new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) if (node.isConnected) take(node);
  }).observe(document.body, { childList: true, subtree: true });
});`;

const errors: string[] = [];
async function open(size: ScreenSize, path?: string): Promise<Page> {
  const page = await openPage(browser, { size, calm: true });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.addInitScript(translate);
  if (path !== undefined) await page.goto(`${server.url}${path}`);
  return page;
}

/** What a reader sees of a page, as it is translated. */
const said = (page: Page) => page.evaluate(() => document.body.innerText.replace(/\s+/g, ' '));
const says = (page: Page, words: RegExp) => expect.poll(() => said(page)).toMatch(words);

test('sentences move, and names and codes stay, on pages that a browser translates', async () => {
  const room = await openRoom(server.url);
  const ben = createClient({ as: 'phone', url: server.url, storage: memoryStorage() });
  await ben.join(room.roomCode, 'Rose');
  const phone = await open('phone');
  await phone.goto(`${server.url}/${room.roomCode}`);
  await phone.locator('#name').fill('Ana');
  await phone.locator('[type=submit]').tap();
  await phone.locator('.badge').waitFor();
  const [stage, desk] = await Promise.all([open('laptop', stageOf(room)), open('laptop', consoleOf(room))]);
  await says(stage, /‹2 are here›|‹2 [^›]*›/);
  await says(desk, /‹Lobby/);
  for (const page of [stage, desk]) await says(page, /(?<!‹)Rose(?!›)/);
  expect(await said(phone)).toContain(room.roomCode);
  expect(await said(phone)).not.toContain(`‹${room.roomCode}`);

  await room.order({ type: 'startRound' });
  await phone.getByRole('timer').waitFor();
  await says(desk, /‹(?!Lobby)[^›]*Round 1/);
  const left = () => phone.getByRole('timer').innerText();
  const before = await left();
  await expect.poll(left).not.toBe(before);

  await room.order({ type: 'ringBell' });
  await says(stage, /0 of 2/);
  await says(desk, /0 of 2|0 \/ 2/);
  await ben.send({ type: 'predict', lost: 1, duplicates: 2 });
  await says(stage, /1 of 2/);
  await says(desk, /1 of 2|1 \/ 2/);
  expect(await said(stage)).not.toMatch(/0 of 2/);
  await room.order({ type: 'revealTruth' });
  await phone.locator('.cancel').waitFor();
  await room.order({ type: 'finishSession' });
  await expect.poll(() => said(desk)).not.toMatch(/0 of 2|1 of 2/);
  expect(errors).toEqual([]);
  ben.close();
  room.close();
});
