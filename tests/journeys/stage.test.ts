import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Card, Question } from '@ack-attack/engine';
import junior from '@ack-attack/lesson/content/junior.json' with { type: 'json' };
import middle from '@ack-attack/lesson/content/middle.json' with { type: 'json' };
import type { StageView } from '@ack-attack/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type ServerProcess } from '../wire/server-process.ts';
import { waitFor } from '../wire/wait-for.ts';
import { closePages, screenSizes, sharedBrowser } from './browser.ts';
import { finishedView, lobbyView, playingView, predictingView, revealedView } from './fixed-views.ts';
import { openWall, type WallOptions } from './wall.ts';

let browser: Browser;
let server: ServerProcess;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-stage-'));
  [browser, server] = await Promise.all([sharedBrowser(), startServer({ dataDir })]);
});
afterAll(async () => {
  await closePages(browser);
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const wall = (view: StageView, options: Partial<WallOptions> = {}) =>
  openWall(browser, { url: server.url, locale: 'en-GB', view, ...options });

describe('packets', () => {
  test('are dropped by keys: one stop a lane, arrows choose, Enter drops', async () => {
    const { page, commands } = await wall(playingView({ now: Date.now(), lanes: 4 }));
    const picker = page.getByRole('button', { name: /^Lane Circle, /i });
    await picker.focus();
    await page.getByRole('button', { name: /packet 6 of 6/ }).waitFor();
    await page.keyboard.press('ArrowRight');
    const first = page.getByRole('button', { name: /packet 1 of 6/ });
    await first.waitFor();
    await page.keyboard.press('Enter');
    await waitFor('the order', () => commands.length > 0);
    await page.keyboard.press('Tab');
    expect(await page.getByRole('button', { name: /^Lane Square, drop/i }).count()).toBe(1);
    expect(commands).toEqual([{ type: 'dropPacket', lane: 'L1', packet: expect.stringMatching(/^k\d$/) as string }]);
    await page.context().close();
  });

  test('are dropped by a tap on them, and not by one beside', async () => {
    const view = playingView({ now: Date.now(), lanes: 1, packetsPerLane: 1 });
    const [packet] = Object.values(Object.values(view.lanes)[0]!.packets);
    const { page, commands } = await wall(view);
    const field = (await page.locator('.field').boundingBox())!;
    // Its way is from the producer above to the broker, and a minute long.
    const share = () => (Date.now() - view.clock.startedAt - packet!.sentAt) / 60_000;
    await page.mouse.click(field.x + field.width * 0.9, field.y + field.height * 0.1);
    await page.mouse.click(field.x + field.width * (0.19 + 0.16 * share()), field.y + field.height * 0.17);
    await waitFor('the order', () => commands.length > 0);
    expect(commands).toEqual([{ type: 'dropPacket', lane: 'L1', packet: 'k0' }]);
    await page.context().close();
  });

  test('stand still between their places under reduced motion', async () => {
    const { page } = await wall(playingView({ now: Date.now(), lanes: 1 }), { reducedMotion: 'reduce' });
    const picture = () => page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    await waitFor('the packets', async () => (await picture()).length > 5_000);
    // A minute's way in four places: now and then one moves on, and in between nobody does for many frames.
    await waitFor('a still picture', async () => {
      const before = await picture();
      for (let frame = 0; frame < 30; frame++) await page.evaluate(() => new Promise(requestAnimationFrame));
      return (await picture()) === before;
    });
    await page.context().close();
  });
});

describe('the truth', () => {
  const names = (page: Page) => page.locator('li.shown b.name').allTextContents();

  test('comes up from the last place, and whole when the host skips', async () => {
    const now = Date.now();
    const { page, show } = await wall(predictingView({ now, lanes: 6, made: 30 }));
    await page.getByRole('heading', { name: 'What do you think happened' }).waitFor();
    show(revealedView({ now, lanes: 6 }));
    await waitFor('the first lane', async () => (await names(page)).length > 0);
    const told = await names(page);
    expect(told).not.toContain('Circle');
    expect(told).toContain('Diamond');
    expect(await page.getByText(/kept the contract/).count()).toBe(0);
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    await page.getByText(/kept the contract/).waitFor();
    expect(await names(page)).toHaveLength(6);
    await page.context().close();
  });

  test('is complete where the page is opened later', async () => {
    const { page } = await wall(revealedView({ now: Date.now(), lanes: 12 }));
    await page.getByText(/kept the contract/).waitFor();
    expect(await names(page)).toHaveLength(12);
    expect(await page.getByRole('button', { name: 'Show all' }).count()).toBe(0);
    await page.context().close();
  });
});

test.each(['phone', 'laptop', 'projector'] as const)(
  'every lane of a full class has its room on a %s',
  async (size) => {
    const { page } = await wall(playingView({ now: Date.now(), lanes: 12 }), { viewport: screenSizes[size] });
    const fields = page.locator('.field');
    await fields.nth(11).waitFor();
    const boxes = await Promise.all((await fields.all()).map((field) => field.boundingBox()));
    // Three machines side by side, and what is on its way between them.
    for (const box of boxes) expect(box!.width).toBeGreaterThan(150);
    for (const box of boxes) expect(box!.height).toBeGreaterThan(50);
    await page.context().close();
  },
);

test('faults name their target and extent: all packets, a share, the next few', async () => {
  const view = playingView({ now: Date.now(), lanes: 2 });
  const untilMs = 600_000;
  const drop = (leg: 'publish' | 'confirm') => ({ kind: 'drop', leg }) as const;
  for (const lane of Object.values(view.lanes)) {
    lane.faults = {
      f1: { what: drop('publish'), rate: 0.5, until: untilMs },
      f2: { what: drop('publish'), until: untilMs },
      f3: { what: drop('confirm'), left: 3 },
    } as typeof lane.faults;
  }
  const { page } = await wall(view);
  const faults = page.getByRole('list', { name: 'Broken right now' }).getByRole('listitem');
  await faults.nth(2).waitFor();
  const said = (await faults.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
  expect(said).toEqual([
    expect.stringMatching(/^Drop · Publish 50% · \d+ s$/) as string,
    expect.stringMatching(/^Drop · Publish \d+ s$/) as string,
    'Drop · Confirm next 3',
  ]);
  await page.context().close();
});

test('a screen that is cut off says so, and comes back', async () => {
  const { page, cut } = await wall(playingView({ now: Date.now(), lanes: 4 }));
  await page.getByRole('timer').waitFor();
  await cut(true);
  await page.getByRole('alert').filter({ hasText: 'This screen is offline' }).waitFor();
  await cut(false);
  await page.getByText('This screen is offline').waitFor({ state: 'detached' });
  await page.context().close();
});

test('sound, theme and language are chosen by keys, and the sound is off before', async () => {
  const { page } = await wall(lobbyView({ now: Date.now(), players: 3 }));
  const sound = page.getByRole('button', { name: 'Sound' });
  expect(await sound.getAttribute('aria-pressed')).toBe('false');
  await sound.press('Enter');
  expect(await sound.getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('button', { name: 'Dark screen' }).press('Enter');
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  await page.getByRole('button', { name: 'Русский' }).press('Enter');
  await page.getByRole('button', { name: 'Звук' }).waitFor();
  await page.context().close();
});

describe('nothing is cut and nothing jumps', () => {
  const states: Readonly<Record<string, (now: number) => StageView>> = {
    'a full lobby': (now) => lobbyView({ now, players: 60, longNames: true }),
    'twelve lanes': (now) => playingView({ now, lanes: 12, longNames: true }),
    predicting: (now) => predictingView({ now, lanes: 12, made: 40 }),
    'the truth of twelve lanes': (now) => revealedView({ now, lanes: 12 }),
    'the end': (now) => finishedView({ now, lanes: 12 }),
  };
  test.each(['projector', 'laptop', 'tablet'] as const)('on a %s, in Russian', async (size) => {
    const now = Date.now();
    const { page, show } = await wall(lobbyView({ now, players: 59, longNames: true }), {
      viewport: screenSizes[size],
      query: '?lang=ru',
    });
    await page.getByText('59 уже здесь').waitFor();
    for (const [state, make] of Object.entries(states)) {
      show(make(Date.now()));
      await page.getByRole('main').waitFor();
      const found = await page.evaluate<{ beyond: string[]; shift: number }>(lookOver);
      expect(found.beyond, state).toEqual([]);
      // What a scene shows stays where it is once it is there.
      expect(found.shift, state).toBeLessThan(0.02);
    }
    await page.context().close();
  });
});

describe('the lesson on stage', () => {
  const cards = [...junior.cards, ...middle.cards] as unknown as Card[];
  const questions = [...junior.questions, ...middle.questions] as unknown as Question[];
  /** The scene's size, and how much larger than its own what it shows is drawn. */
  const measure = (page: Page) =>
    page.locator('main').evaluate((main) => ({
      over: Math.max(main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth),
      zoom: Number((main.firstElementChild as HTMLElement).style.zoom),
    }));

  test.each(['projector', 'laptop'] as const)('fills a %s, and no question is too long for it', async (size) => {
    const now = Date.now();
    const card = cards.find(({ figure }) => figure?.kind === 'trace')!;
    const { page, show } = await wall({ ...lobbyView({ now }), card }, { viewport: screenSizes[size] });
    await page.getByRole('heading', { name: card.title.en! }).waitFor();
    await expect.poll(async () => (await measure(page)).zoom).toBeGreaterThan(1.15);
    for (const question of questions) {
      const quiz = {
        purpose: 'question',
        quiz: 1,
        closed: false,
        answered: 3,
        expected: 30,
        questions: [question],
      } as const;
      show({ ...lobbyView({ now }), quiz } as unknown as StageView);
      await page.getByRole('heading', { name: question.prompt.en! }).waitFor();
      await expect.poll(async () => (await measure(page)).over, { message: question.id }).toBeLessThanOrEqual(0);
    }
    await page.context().close();
  });
});

/** A page's own script: what stands out over the sides of the screen, and how much moves within some frames. */
const lookOver = `new Promise((resolve) => {
  let shift = 0;
  const seen = new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; });
  let frames = 0;
  requestAnimationFrame(function next() {
    if (++frames === 3) seen.observe({ type: 'layout-shift' });
    if (frames < 30) return requestAnimationFrame(next);
    const beyond = [...document.querySelectorAll('main *, header *, footer *')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && !element.closest('.visually-hidden, .word, [aria-hidden]') && (left < -1 || right > innerWidth + 1);
      })
      .map((element) => element.tagName + '.' + element.className);
    resolve({ beyond, shift });
  });
})`;
