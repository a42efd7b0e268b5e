import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { consoleOf, stageOf } from '../tours/tour.ts';
import { openPage, type ScreenSize } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { joinOn } from './phone.ts';
import { openRoom } from './room.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

/** A page of a device whose owner has chosen the colours. */
async function open(size: ScreenSize, path?: string): Promise<Page> {
  const page = await openPage(browser, { size, calm: true });
  await page.emulateMedia({ forcedColors: 'active' });
  if (path !== undefined) await page.goto(`${server.url}${path}`);
  return page;
}

/** A page's own script: keys without an edge, choices that look like the others, stamps without their ground. */
const unseen = `(() => {
  const found = [];
  const name = (element) => element.tagName + '.' + element.className + ' ' + element.textContent.trim().slice(0, 30);
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
  const edge = (style) => parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none';
  const outline = (style) => parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none';
  for (const key of shown('button')) if (!edge(getComputedStyle(key))) found.push('no edge: ' + name(key));
  const ground = getComputedStyle(document.body).backgroundColor;
  for (const key of shown('[aria-pressed="true"], [aria-selected="true"]')) {
    if (getComputedStyle(key).backgroundColor === ground) found.push('looks unpressed: ' + name(key));
  }
  for (const input of document.querySelectorAll('label > input:is([type="radio"], [type="checkbox"])')) {
    const label = input.parentElement;
    if (label.checkVisibility() && !outline(getComputedStyle(label))) found.push('no edge: ' + name(label));
  }
  for (const part of shown('[aria-pressed="true"] *, [aria-selected="true"] *, [aria-current="true"] *')) {
    const key = part.closest('[aria-pressed], [aria-selected], [aria-current]');
    if (!part.closest('svg') && getComputedStyle(part).color !== getComputedStyle(key).color)
      found.push('unreadable: ' + name(part));
  }
  const thin = [...document.querySelectorAll('label > input:not(:checked):is([type="radio"], [type="checkbox"])')];
  for (const input of document.querySelectorAll('label > input:checked')) {
    const [own, other] = [input, thin[0] ?? input].map((one) => getComputedStyle(one.parentElement).outlineWidth);
    if (thin.length > 0 && own === other) found.push('looks like the others: ' + name(input.parentElement));
  }
  for (const input of document.querySelectorAll('label > input:checked')) {
    if (input.parentElement.checkVisibility() && !outline(getComputedStyle(input.parentElement)))
      found.push('looks unchosen: ' + name(input.parentElement));
  }
  for (const stamp of shown('.stamp')) {
    if (getComputedStyle(stamp).forcedColorAdjust !== 'none') found.push('no ground: a stamp');
  }
  return found;
})()`;

test('buttons and selections can be seen in the reader’s own colours', async () => {
  const room = await openRoom(server.url);
  const looks = async (state: string, page: Page) => {
    expect(await page.evaluate(() => matchMedia('(forced-colors: active)').matches)).toBe(true);
    expect(await page.evaluate<string[]>(unseen), state).toEqual([]);
  };
  const start = await open('laptop', '/host');
  await start.locator('fieldset label').first().waitFor();
  expect(await start.locator('input:checked').count()).toBeGreaterThan(1);
  await looks('start', start);
  const solo = await open('phone', '/solo');
  await solo.locator('button').first().waitFor();
  await looks('alone', solo);

  const phone = await open('phone');
  await joinOn(phone, room, 'Ana', server.url);
  const [stage, desk] = await Promise.all([open('laptop', stageOf(room)), open('laptop', consoleOf(room))]);
  await looks('lobby', phone);
  await room.order({ type: 'startRound' });
  await phone.locator('.stamp').first().waitFor();
  await stage.locator('.field .machine').first().waitFor();
  await desk.locator('.field .machine').first().waitFor();
  await looks('round', phone);
  await looks('stage', stage);
  await looks('console', desk);
  // What the stage draws keeps its colours.
  expect(
    await stage
      .locator('.field')
      .first()
      .evaluate((field) => getComputedStyle(field).forcedColorAdjust),
  ).toBe('none');

  await room.order({ type: 'ringBell' });
  await phone.locator('.predict').waitFor();
  await looks('question', phone);
  await room.order({ type: 'revealTruth' });
  await room.order({ type: 'finishSession' });
  const replay = await open(
    'laptop',
    `/replay#${new URLSearchParams({ session: room.session, token: room.hostToken })}`,
  );
  await replay.locator('svg').nth(3).waitFor();
  await looks('replay', replay);
  room.close();
});
