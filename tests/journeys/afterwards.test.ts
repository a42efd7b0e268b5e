import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../wire/wait-for.ts';
import { wording } from './wording.ts';
import { openPage, type ScreenSize } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { tapFirstPublish } from './first-packet.ts';
import { forAllTests } from './for-all-tests.ts';
import { joinOn, steps } from './phone.ts';
import { longRound, openRoom, type Room } from './room.ts';

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
const clock = (page: Page) => page.getByRole('slider', { name: wording('replay.position') });

async function openConsole(room: Room): Promise<Page> {
  const page = await openPage(browser, { size: 'laptop', calm: true });
  await page.goto(`${server.url}/host#${new URLSearchParams({ session: room.session, token: room.hostToken })}`);
  await page.getByText(room.roomCode).first().waitFor();
  return page;
}

/** A round in which the first publish gets lost, revealed; both phones are at its truth. */
async function playedRound(): Promise<{ room: Room; ana: Page; ben: Page }> {
  const room = await openRoom(server.url, longRound({ travelMs: [200, 300], orderEveryMs: 1_000 }));
  const [ana, ben] = [await openPage(browser, { calm: true }), await openPage(browser, { calm: true })];
  await joinOn(ana, room, 'Zsófia');
  await joinOn(ben, room, 'Benedikt');
  await room.order({ type: 'startRound', shape: { producers: 1, consumers: 1 } });
  await room.order({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'publish' }, span: { next: 2 } });
  const producing = (phone: Page) => steps(phone, 'publish').first();
  const producer = await Promise.any(
    [ana, ben].map((phone) =>
      producing(phone)
        .waitFor()
        .then(() => phone),
    ),
  );
  await producing(producer).tap();
  await waitFor('the network has lost it', () => {
    const [lane] = Object.values(room.host.view?.lanes ?? {});
    return lane && Object.keys(lane.drops).length > 0;
  });
  await room.order({ type: 'ringBell' });
  await room.order({ type: 'revealTruth' });
  return { room, ana, ben };
}

/** A reader who was not there, and has nothing but a link. */
async function stranger(address: string, size: ScreenSize): Promise<Page> {
  const page = await openPage(browser, { size, calm: true });
  await page.goto(address);
  return page;
}

test('after class: the report, each student’s own part of it, the replay by link, one message’s story, and what if', async () => {
  const { room, ana, ben } = await playedRound();
  const desk = await openConsole(room);
  await button(desk, wording('console.flow.finish')).click();
  await button(desk, wording('console.sure.yes-finish')).click();

  const opened = desk.waitForEvent('popup');
  await desk.getByRole('link', { name: wording('console.sessions.report') }).click();
  const report = await opened;
  await report.getByRole('heading', { level: 1, name: room.roomCode }).waitFor();
  for (const name of ['Zsófia', 'Benedikt']) await report.getByRole('heading', { level: 3, name }).waitFor();

  for (const [phone, own, other] of [
    [ana, 'Zsófia', 'Benedikt'],
    [ben, 'Benedikt', 'Zsófia'],
  ] as const) {
    await phone.getByRole('link', { name: wording('play.finished.report') }).tap();
    await phone.getByRole('heading', { level: 3, name: own }).waitFor();
    await phone.getByRole('heading', { name: wording('review.picture.own-title') }).waitFor();
    expect(await phone.locator('body').innerText()).not.toContain(other);
    await phone.goBack();
  }

  await ana.getByRole('link', { name: wording('play.finished.replay') }).tap();
  await button(ana, wording('replay.play')).waitFor();
  expect(await ana.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  // Ana knows who was there.
  await ana.getByText('Benedikt').first().waitFor();
  // The first packet that anybody sent, which was lost.
  await tapFirstPublish(ana);
  // The menu lies over the tabs: it goes at Escape, and when the reader goes on elsewhere.
  const download = ana.getByTitle(wording('replay.download'));
  const entry = button(ana, wording('replay.download.log'));
  for (const leave of [() => ana.keyboard.press('Escape'), () => ana.getByText(room.roomCode).first().tap()]) {
    await download.tap();
    await entry.waitFor();
    await leave();
    await entry.waitFor({ state: 'hidden' });
  }
  await tab(ana, wording('replay.words')).tap();
  await ana.getByRole('heading', { name: wording('replay.story.title', { order: 'o1' }) }).waitFor();
  await ana.getByText(/was lost on the way to/).waitFor();

  await tab(ana, wording('replay.what-if')).tap();
  const who = ana.getByLabel(wording('replay.what-if.who'));
  await who.selectOption('L1.P1');
  await ana.getByRole('row', { name: new RegExp(`^${wording('common.contract.exactly-once')}`) }).waitFor();
  for (const contract of ['at-most-once', 'at-least-once', 'exactly-once'] as const) {
    const row = ana.getByRole('row', { name: new RegExp(`^${wording(`common.contract.${contract}`)}`) });
    expect(await row.getByRole('cell').count()).toBe(2);
  }
  // What is followed is told twice, as it was and as it would have been.
  for (const title of ['replay.what-if.was', 'replay.what-if.now'] as const) {
    const heading = ana.getByRole('heading', { level: 4, name: wording(title) });
    await ana
      .locator('.stories section')
      .filter({ has: heading })
      .getByText(/got the order/)
      .waitFor();
  }

  // Another policy than any textbook's, and a link that asks the same of whoever opens it.
  await ana.getByText(wording('replay.what-if.policy')).tap();
  await ana
    .getByRole('radiogroup', { name: wording('policy.wait-for-confirm') })
    .getByText(wording('policy.wait-for-confirm.no'))
    .tap();
  await ana.getByText('1 setting changed').waitFor();
  await ana.waitForURL(/producer=waitForConfirm\.false/);
  const lost = (page: Page) =>
    page.getByRole('row', { name: new RegExp(`^${wording('common.tally.lost')}`) }).innerText();
  const reader = await stranger(ana.url(), 'laptop');
  await reader.getByText('1 setting changed').waitFor();
  expect(await reader.getByLabel(wording('replay.what-if.who')).inputValue()).toBe('L1.P1');
  await expect.poll(async () => (await lost(reader)).replace(/\s+/g, ' ')).toBe((await lost(ana)).replace(/\s+/g, ' '));
  await button(reader, wording('replay.what-if.back')).click();
  await reader.getByText('as in the textbook').waitFor();
  room.close();
});

test('the address on the stage opens, typed, the round that this device played, and tells any other device what it lacks', async () => {
  const { room, ana } = await playedRound();
  await room.order({ type: 'finishSession' });
  await ana.getByRole('link', { name: wording('play.finished.replay') }).waitFor();
  await ana.goto(`${room.url}/replay`);
  await button(ana, wording('replay.play')).waitFor();
  expect(ana.url()).toContain(room.session);
  await ana.goto(`${room.url}/report`);
  await ana.getByRole('heading', { level: 3, name: 'Zsófia' }).waitFor();
  const other = await stranger(`${room.url}/replay`, 'phone');
  await other.getByText(wording('replay.failed.no-session')).waitFor();
  room.close();
});

test('a stranger with a link to a message reads it without names, and goes through time by keyboard', async () => {
  const { room, ana } = await playedRound();
  await room.order({ type: 'finishSession' });
  await ana.getByRole('link', { name: wording('play.finished.replay') }).tap();
  await tapFirstPublish(ana);
  await ana.waitForURL(/order=o1/);
  await ana.waitForURL(/version=\d+/);

  const page = await stranger(ana.url(), 'laptop');
  await page.getByRole('heading', { name: wording('replay.story.title', { order: 'o1' }) }).waitFor();
  await page
    .getByText(wording('replay.student', { number: 1 }))
    .first()
    .waitFor();
  expect(await page.locator('body').innerText()).not.toMatch(/Zsófia|Benedikt/);
  const here = await clock(page).inputValue();

  await page.keyboard.press('End');
  expect(await clock(page).inputValue()).toBe(await clock(page).getAttribute('max'));
  await page.keyboard.press(',');
  expect(Number(await clock(page).inputValue())).toBeLessThan(Number(await clock(page).getAttribute('max')));
  await page.keyboard.press('Home');
  expect(await clock(page).inputValue()).toBe('0');
  // Event by event of what is followed, to where the link had led.
  for (let presses = 0; presses < 20 && (await clock(page).inputValue()) !== here; presses++) {
    await page.keyboard.press('.');
  }
  expect(await clock(page).inputValue()).toBe(here);

  await page.keyboard.press('Home');
  await page.keyboard.press('>');
  expect(await page.getByLabel(wording('replay.speed')).inputValue()).toBe('2');
  await page.keyboard.press('Space');
  await button(page, wording('replay.pause')).waitFor();
  await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('input[type="range"]')?.value) > 0);
  await page.keyboard.press('Space');
  await button(page, wording('replay.play')).waitFor();
  await page.keyboard.press('<');
  expect(await page.getByLabel(wording('replay.speed')).inputValue()).toBe('1');
  room.close();
});

test('the teacher finds an earlier session again, and deletes it for everybody', async () => {
  const page = await openPage(browser, { size: 'laptop', calm: true });
  const codes: string[] = [];
  const rooms: Room[] = [];
  for (let opened = 0; opened < 5; opened++) {
    const room = await openRoom(server.url);
    rooms.push(room);
    codes.push(room.roomCode);
    await room.order({ type: 'finishSession' });
    await page.goto('about:blank');
    await page.goto(`${server.url}/host#${new URLSearchParams({ session: room.session, token: room.hostToken })}`);
    await page.getByText(wording('console.phase.finished'), { exact: true }).waitFor();
  }
  await button(page, wording('console.flow.new')).click();
  const list = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: wording('console.sessions.report') }) });
  await list.nth(4).waitFor();
  await page.getByLabel(wording('console.sessions.search')).fill(codes[2]!.toLowerCase());
  await list.nth(1).waitFor({ state: 'detached' });
  expect(await list.textContent()).toContain(codes[2]);

  const erase = button(page, `${wording('console.sessions.delete')}: ${codes[2]}`);
  await erase.click();
  await page.keyboard.press('Escape');
  expect(await list.count()).toBe(1);
  await erase.click();
  await button(page, wording('console.sessions.delete')).click();
  await list.first().waitFor({ state: 'detached' });
  await page.getByLabel(wording('console.sessions.search')).fill('');
  await list.nth(3).waitFor();
  await page.goto(`${server.url}/replay#session=${rooms[2]!.session}`);
  await page.getByText(wording('replay.failed.unknown-session')).waitFor();
  for (const room of rooms) room.close();
});
