import type { RoundSettings, Role } from '@ack-attack/engine';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../wire/wait-for.ts';
import { openAlone, startAlone } from './alone.ts';
import type { ShownLanguage } from './browser.ts';
import type { ClockedServer } from './clocked-server.ts';
import { forAllTests } from './for-all-tests.ts';
import { countAt } from './phone.ts';
import { longRound } from './room.ts';

const roles = ['producer', 'broker', 'consumer'] as const;
const firstStation: Record<Role, string> = { producer: 'book', broker: 'inbox', consumer: 'hands' };

/** Things to do at the same time; to a consumer the broker's bot sends no more while so many are not acked. */
const most: Record<Role, number> = { producer: 40, broker: 40, consumer: 12 };

let browser: Browser;
let server: ClockedServer;
forAllTests((opened) => ({ browser, server } = opened));
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

/** A small phone at the machine of a role, before its round starts. */
async function alone(role: Role, settings: RoundSettings, language: ShownLanguage = 'en'): Promise<Page> {
  const page = await openAlone(browser, server.url, role, settings, { language });
  await page.setViewportSize({ width: 360, height: 640 });
  return page;
}

test.each(roles.flatMap((role) => (['en', 'ru'] as const).map((language) => [role, language] as const)))(
  'the machine of a %s with all hands full is one small screen (%s)',
  async (role, language) => {
    const page = await alone(role, longRound({ orderEveryMs: 1_000 }), language);
    await startAlone(page);
    await page.locator(`[data-station="${firstStation[role]}"]`).waitFor();
    await waitFor(`there are ${most[role]} things to do`, async () => {
      if ((await countAt(page, firstStation[role])) >= most[role]) return true;
      server.advance(1_000);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      return false;
    });
    const over = await page.evaluate(() => {
      const { scrollHeight, scrollWidth } = document.documentElement;
      return [scrollHeight - innerHeight, scrollWidth - innerWidth];
    });
    expect(over).toEqual([0, 0]);
    for (const button of await page.locator('[data-do], .stack:not(.none)').all()) {
      const box = (await button.boundingBox())!;
      expect(box.y + box.height).toBeLessThanOrEqual(640);
      expect(Math.min(box.height, box.width)).toBeGreaterThanOrEqual(28);
    }
  },
);

/** How long ago the finger saw what it aims at, in ms. */
const lateMs = 300;

/** Plays a round of half a minute with a late finger on a slow phone. Gives how many steps it did, each one aimed at. */
async function playLate(role: Role): Promise<number> {
  const settings = { ...longRound({ level: 'middle', orderEveryMs: 1_200, travelMs: [100, 900] }), roundMs: 30_000 };
  const page = await alone(role, settings);
  const sent: Record<string, unknown>[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      // A packet of Socket.IO: two digits and maybe a number, then the name of the event and its message.
      const [, text] = /^42\d*(\[.*)$/.exec(String(payload)) ?? [];
      const [, message] =
        text === undefined ? [] : (JSON.parse(text) as [string, { command?: Record<string, unknown> }?]);
      if (message?.command) sent.push(message.command);
    }),
  );
  await startAlone(page);
  await page.locator('[data-station]').first().waitFor();
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  sent.length = 0;
  const aims = new Set<string>();
  for (let tap = 0; ; tap++) {
    const aim = await page.evaluate(
      async ([index, ms]) => {
        const buttons = document.querySelectorAll<HTMLElement>('[data-do]:not([aria-disabled="true"])');
        const button = buttons[index % Math.max(1, buttons.length)];
        const box = button?.getBoundingClientRect();
        const action = button?.dataset['action'];
        await new Promise((resolve) => setTimeout(resolve, ms));
        const over = !document.querySelector('[role="timer"]');
        return { over, action, x: box && box.x + box.width / 2, y: box && box.y + box.height / 2 };
      },
      [tap * 7, lateMs] as const,
    );
    if (aim.over) break;
    if (aim.action === undefined) continue;
    aims.add(aim.action);
    await page.touchscreen.tap(aim.x!, aim.y!);
    for (const command of sent) {
      expect(command['type']).toBe('act');
      expect([...aims]).toContain(JSON.stringify(command['action']));
    }
  }
  await page.context().close();
  return sent.length;
}

/** A busy machine does few steps in a round, so it may play some more; how quick it is proves nothing. */
const mostRounds = 4;

test.each(roles)('a finger of a %s that is late never does what it was not aimed at, on a slow phone', async (role) => {
  let steps = 0;
  for (let round = 0; round < mostRounds && steps <= 5; round++) steps += await playLate(role);
  expect(steps).toBeGreaterThan(5);
});
