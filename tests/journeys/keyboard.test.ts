import { laneEnds } from '@ack-attack/scoring';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { wording } from './wording.ts';
import { waitFor } from '../wire/wait-for.ts';
import { openPage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { countAt, steps } from './phone.ts';
import { openRoom } from './room.ts';

let browser: Browser;
let server: ClockedServer;

forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

/** Goes on with the tab key until a target has the focus and shows it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let tabs = 0; tabs < 200; tabs++) {
    const reached = await target.evaluateAll((all) => {
      const focused = all.find((element) => element === document.activeElement);
      if (!focused) return false;
      const { outlineStyle } = getComputedStyle(focused);
      return focused.matches(':focus-visible') && outlineStyle !== 'none' ? 'seen' : 'unseen';
    });
    if (reached === 'seen') return;
    if (reached === 'unseen') throw new Error(`the focus on ${target} is not shown`);
    await page.keyboard.press('Tab');
  }
  throw new Error(`no tab leads to ${target}`);
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

test('a student joins, plays a card, predicts and reads the truth with the keyboard alone', async () => {
  const room = await openRoom(server.url);
  const page = await openPage(browser);
  await page.goto(`${server.url}/`);
  await tabTo(page, page.locator('#room'));
  await page.keyboard.type(room.roomCode);
  await tabTo(page, page.locator('#name'));
  await page.keyboard.type('Ana');
  await page.keyboard.press('Enter');
  await page.getByText(wording('phone.lobby.in')).waitFor();

  await room.order({ type: 'startRound' });
  await press(page, steps(page).and(page.locator(':not([aria-disabled="true"])')));
  await waitFor('the step is in the log', async () =>
    (await server.store.read(room.session, 0)).some((event) => event.type === 'commandAccepted' && event.by !== 'host'),
  );
  await room.order({ type: 'ringBell' });
  const lost = page.getByRole('group', { name: wording('play.predict.lost') });
  await press(page, lost.getByRole('button', { name: wording('play.predict.more') }));
  await press(page, button(page, wording('play.predict.go')));
  await waitFor('the belief is known', () => room.host.view?.predictions.made === 1);
  await room.order({ type: 'revealTruth' });
  // How the lane ends hangs on how far the bots came.
  const ends = laneEnds.map((end) => wording(`common.verdict.${end}`));
  await page
    .getByText(new RegExp(ends.join('|')))
    .first()
    .waitFor();
  room.close();
});

test('a teacher opens a room and leads through a round with the keyboard alone', async () => {
  const page = await openPage(browser, { size: 'laptop' });
  await page.goto(`${server.url}/host`);
  await press(page, button(page, wording('console.start.go')));
  await press(page, button(page, wording('console.flow.start', { round: 1 })));
  await press(page, page.locator('.presets button:not(:disabled)'));
  await page.locator('.active li:not(.healthy)').first().waitFor();
  await press(page, button(page, wording('console.flow.pause')));
  await press(page, button(page, wording('console.flow.resume')));
  await press(page, button(page, wording('console.flow.bell')));
  await press(
    page,
    page.getByRole('dialog').getByRole('button', { name: wording('console.sure.yes-bell'), exact: true }),
  );
  await press(page, button(page, wording('console.flow.reveal')));
  await press(page, button(page, wording('console.flow.next')));
  await button(page, wording('console.flow.start', { round: 2 })).waitFor();
});

test('a screen reader announces arrivals', async () => {
  const room = await openRoom(server.url);
  const page = await openPage(browser);
  await page.goto(`${server.url}/${room.roomCode}`);
  await page.locator('#name').fill('Ana');
  await page.keyboard.press('Enter');
  await page.getByText(wording('phone.lobby.in')).waitFor();
  await room.order({ type: 'startRound' });
  await steps(page).first().waitFor();
  const said = page.locator('[aria-live="polite"]');
  const count = await countAt(page, 'book');
  await waitFor('the next order is there', async () => (await countAt(page, 'book')) > count);
  await waitFor('it is said', async () => (await said.allTextContents()).some((text) => text.trim() !== ''));
  expect((await said.first().textContent())?.trim()).not.toBe('');
  room.close();
});

test('phone, stage and console ask for a screen that stays on, again after each time they were hidden', async () => {
  const room = await openRoom(server.url);
  const session = { session: room.session };
  const places = [
    `/stage#${new URLSearchParams({ ...session, token: room.stageToken })}`,
    `/host#${new URLSearchParams({ ...session, token: room.hostToken, stage: room.stageToken })}`,
    `/${room.roomCode}`,
  ];
  for (const place of places) {
    const page = await openPage(browser);
    await page.addInitScript(() => {
      let asked = 0;
      const release = () => Promise.resolve();
      Object.defineProperty(navigator, 'wakeLock', {
        value: { request: () => Promise.resolve({ release, asked: ++asked }) },
      });
      Object.assign(window, { wakeLocks: () => asked });
    });
    await page.goto(`${server.url}${place}`);
    if (place === places[2]) {
      await page.locator('#name').fill('Ana');
      await page.keyboard.press('Enter');
    }
    const asked = () => page.evaluate(() => (window as unknown as { wakeLocks(): number }).wakeLocks());
    await waitFor(`${place} asks`, async () => (await asked()) === 1);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await waitFor(`${place} asks again`, async () => (await asked()) === 2);
  }
  room.close();
});
