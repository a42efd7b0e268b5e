import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { wording } from './wording.ts';
import { openPage, type ScreenSize } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

const golden = new URL('../golden/0.1.0-middle-by-hand.jsonl', import.meta.url);
const clock = (page: Page) => page.getByRole('slider', { name: wording('replay.position') });
const words = (page: Page) => page.getByRole('region', { name: wording('replay.words') });
/** Rows of which the reader sees something. */
const rowsInSight = (page: Page) =>
  words(page)
    .locator('li[data-version]')
    .evaluateAll((rows) =>
      rows
        .filter((row) => {
          const { x, y, width, height } = row.getBoundingClientRect();
          const seen = document.elementFromPoint(x + width / 2, y + height / 2);
          return seen !== null && row.contains(seen);
        })
        .map((row) => row.textContent?.trim() ?? ''),
    );

/** A replay of the log that people tapped. */
async function opened(size: ScreenSize, query = ''): Promise<Page> {
  const page = await openPage(browser, { size, calm: true });
  const log = await readFile(golden, 'utf8');
  await page.route('**/api/sessions/by-hand/log', (route) => route.fulfill({ body: log }));
  await page.goto(`${server.url}/replay?${query}#session=by-hand`);
  await clock(page).waitFor();
  if (size === 'phone') await page.getByRole('tab', { name: wording('replay.words'), exact: true }).tap();
  return page;
}

test.each(['phone', 'laptop'] as const)('every event can be scrolled to, forth and back, on a %s', async (size) => {
  const page = await opened(size, 'lane=L1');
  const list = words(page).locator('ol');
  const scrolledTo = async (text: string, by: number) => {
    const row = list.getByRole('listitem').filter({ hasText: text });
    for (let turns = 0; turns < 100 && !(await row.isVisible()); turns++) {
      await list.evaluate((element, dy) => element.scrollBy(0, dy), by);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await row.waitFor();
  };
  await scrolledTo(wording('replay.event.round-closed'), 300);
  // From where the replay stands now, back to where it began.
  await clock(page).press('End');
  const start = wording('replay.event.round-started', { round: 1, contract: '' });
  await list.getByText(start).waitFor({ state: 'detached' });
  await scrolledTo(start, -300);
});

test.each(['phone', 'laptop'] as const)(
  'what a filter leaves is in sight, and what it asks for, on a %s',
  async (size) => {
    const page = await opened(size, 'lane=L1&leg=confirm');
    await words(page).getByText(wording('common.leg.confirm'), { exact: true }).first().waitFor();
    const rows = await rowsInSight(page);
    expect(rows.length).toBeGreaterThan(4);
    for (const row of rows) expect(row).toMatch(/confirm/i);
    await words(page).getByTitle(wording('replay.filter'), { exact: true }).click();
    await page.getByLabel(wording('replay.filter.leg')).selectOption('publish');
    await page.keyboard.press('Escape');
    for (const row of await rowsInSight(page)) expect(row).toMatch(/publish/i);
    await words(page)
      .getByRole('button', { name: wording('replay.filter.clear') })
      .click();
    expect((await rowsInSight(page)).join()).toMatch(/Round 1/);
  },
);

test('a phone shows enough of a story to follow it, and a mark on the scrubber leads to its moment', async () => {
  const page = await opened('phone', 'lane=L1&order=o2&version=60');
  await page.getByRole('heading', { name: wording('replay.story.title', { order: 'o2' }) }).waitFor();
  expect((await rowsInSight(page)).length).toBeGreaterThan(4);

  const desk = await opened('laptop', 'lane=L1');
  const mark = desk.locator('.rail .duplicate').first();
  await mark.click();
  await words(desk)
    .locator('[aria-current="step"]')
    .getByText(/2 times now/)
    .waitFor();
});
