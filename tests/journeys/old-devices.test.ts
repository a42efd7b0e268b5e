import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

const paths = ['/', '/host', '/stage', '/replay', '/report', '/solo', '/homework'];
const notice = (page: Page) => page.locator('#not-started');

test.each(paths)('%s says in both languages that it does not start in a browser that cannot read it', async (path) => {
  const page = await openPage(browser);
  await page.route('**/assets/**.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'class Newer { far ahead }' }),
  );
  await page.goto(`${server.url}${path}`);
  for (const words of ['This page did not start', 'Страница не запустилась']) {
    await page.getByRole('heading', { name: words }).waitFor();
  }
  expect(await notice(page).innerText()).toMatch(
    /Safari 15, Chrome 92, Firefox 102[^]*Safari 15, Chrome 92, Firefox 102/,
  );
});

test('a page that lacks its texts says so, too', async () => {
  const page = await openPage(browser);
  // The modules of texts are named after their catalogues and their language.
  await page.route(/\/assets\/\w*common\w*-(?:en|ru)-/, (route) => route.abort());
  await page.goto(`${server.url}/report`);
  await notice(page).waitFor();
});

// A browser under test reads on where its scripts are off, but not what stands in noscript.
test.each(paths)('%s says in both languages that it needs scripts where those are off', async (path) => {
  const html = await (await fetch(`${server.url}${path}`)).text();
  const [, words] = /<noscript>([^]*)<\/noscript>/.exec(html) ?? [];
  expect(words).toContain('Ack Attack needs JavaScript.');
  expect(words).toContain('Для Ack Attack нужен JavaScript.');
});

test.each(paths)('%s shows no such words where it starts', async (path) => {
  const page = await openPage(browser);
  await page.goto(`${server.url}${path}`, { waitUntil: 'load' });
  await page.locator('main').first().waitFor();
  expect(await notice(page).count()).toBe(0);
});
