import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wording } from './wording.ts';
import { startServer } from '../wire/server-process.ts';
import { readLog } from '../wire/session-api.ts';
import { waitFor } from '../wire/wait-for.ts';
import { closePages, openPage, sharedBrowser } from './browser.ts';
import { joinOn, seatShown, sendAStep, steps } from './phone.ts';
import { openRoom } from './room.ts';

let browser: Browser;
let dataDir: string;

beforeAll(async () => {
  browser = await sharedBrowser();
  dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-'));
});
afterAll(async () => {
  await closePages(browser);
  await rm(dataDir, { recursive: true, force: true });
});

test('a server that is killed and started again has every seat, and a tap made meanwhile counts once', async () => {
  const first = await startServer({ dataDir });
  const room = await openRoom(first.url);
  const page = await openPage(browser);
  await joinOn(page, room, 'Ana');
  await room.order({ type: 'startRound' });
  await steps(page).first().waitFor();
  const seat = await seatShown(page);

  await first.kill9();
  await page.getByText(wording('phone.banner.offline-in-round')).waitFor();
  await sendAStep(page, 'tap');

  const second = await startServer({ dataDir, port: first.port });
  try {
    await page.getByText(wording('phone.banner.offline-in-round')).waitFor({ state: 'hidden' });
    await waitFor('the tap is answered', async () => (await page.locator('.sending').count()) === 0);
    expect(await seatShown(page)).toBe(seat);
    await room.order({ type: 'finishSession' });
    const { events } = await readLog(second.url, room.session);
    expect(events.filter((event) => event.type === 'commandAccepted' && event.by !== 'host')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'playerJoined')).toHaveLength(1);
  } finally {
    room.close();
    await second.stop();
  }
});
