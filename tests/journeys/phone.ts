import type { Page } from 'playwright-core';
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

/** How many cards a station of the machine has, whether they are shown or lie in its stack. */
export async function countAt(page: Page, station: string): Promise<number> {
  return Number(await page.locator(`[data-station="${station}"] h2 .number`).first().textContent());
}

/** Has the page believe that its screen went dark, or is looked at again. */
export async function show(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}
