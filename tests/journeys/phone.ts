import { errors, type Locator, type Page } from 'playwright-core';
import { waitFor } from '../wire/wait-for.ts';
import { wording } from './wording.ts';
import type { Room } from './room.ts';

/** Opens the room's address on a phone, as its QR code does, and comes in. */
export async function joinOn(page: Page, room: Room, name: string, url = room.url): Promise<void> {
  await page.goto(`${url}/${room.roomCode}`);
  await page.getByLabel(wording('join.name'), { exact: true }).fill(name);
  await page.getByRole('button', { name: wording('join.go'), exact: true }).tap();
  await page.getByText(wording('phone.lobby.in')).waitFor();
}

/** The lane and the role that the phone names. */
export async function seatShown(page: Page): Promise<string> {
  const heading = page.getByRole('banner').getByRole('heading', { level: 1 });
  return ((await heading.textContent()) ?? '').replace(/\s+/g, ' ').trim();
}

/** All buttons with a step, of the topmost card first. */
export const steps = (page: Page, step?: string) =>
  page.getByRole('article').locator(step === undefined ? '[data-do]' : `[data-do="${step}"]`);

/** Presses the first step that can be done, unless one is on its way: on a button that has just come it does nothing. */
export async function tryAStep(page: Page, press: 'tap' | 'click' = 'tap'): Promise<void> {
  if (await isOnItsWay(page)) return;
  await pressIfThere(
    steps(page).locator('visible=true').and(page.locator(':not([aria-disabled="true"])')).first(),
    press,
  );
}

/** A button may go while a finger is on its way to it; then the next look finds what has come of that. */
async function pressIfThere(button: Locator, press: 'tap' | 'click'): Promise<void> {
  try {
    await button[press]({ timeout: 2_000 });
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
  }
}

/** Presses until a step is on its way, and stays so: for a network that answers nothing. */
export async function sendAStep(page: Page, press?: 'tap' | 'click'): Promise<void> {
  await waitFor('a step is on its way', async () => {
    await tryAStep(page, press);
    return isOnItsWay(page);
  });
}

/** Presses until what it leads to is there: on a button that has just come a press does nothing. */
export async function pressUntil(button: Locator, press: 'tap' | 'click', seen: Locator): Promise<void> {
  await button.waitFor();
  await waitFor('the press has led on', async () => {
    if (await seen.isVisible()) return true;
    if (!(await isOnItsWay(button.page())) && (await button.isVisible())) await pressIfThere(button, press);
    return false;
  });
}

const isOnItsWay = async (page: Page) => (await page.locator('[data-do].sending').count()) > 0;

/** How many cards a station of the machine has, whether they are shown or lie in its stack. */
export async function countAt(page: Page, station: string): Promise<number> {
  return Number(await numberAt(page, station).first().textContent());
}

/** The number of a station of the machine that has any card. */
export const filled = (page: Page, station: string) => numberAt(page, station).filter({ hasText: /^\s*[1-9]/ });

const numberAt = (page: Page, station: string) => page.locator(`[data-station="${station}"] h2 .number`);

/** Has the page believe that its screen went dark, or is looked at again. */
export async function show(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}
