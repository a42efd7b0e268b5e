import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { screenSizes, type ScreenSize } from '../journeys/browser.ts';
import type { ClockedServer } from '../journeys/clocked-server.ts';
import { lead } from './lead.ts';
import { tours } from './tours.ts';

export interface Picture {
  state: string;
  size: ScreenSize;
  theme: 'light' | 'dark';
  language: 'en' | 'ru';
  /** Name in the gallery's folder. */
  file: string;
  /** CSS pixels by which the page is wider than its window: a screen that fits has none. */
  overflow: number;
}

export interface PictureOptions {
  browser: Browser;
  server: ClockedServer;
  folder: string;
  /** The way in only, in one size and language. */
  short?: boolean;
  /** Which states are photographed; the others are only passed through. */
  wants?: (state: string) => boolean;
}

/** Photographs every state of every screen at every size, in both themes and both languages. */
export async function takePictures({ browser, server, folder, short = false, wants }: PictureOptions): Promise<Picture[]> {
  const pictures: Picture[] = [];
  const sizes: readonly ScreenSize[] = short ? ['phone'] : ['phone', 'tablet', 'laptop', 'projector'];

  async function photograph(state: string, page: Page, language: Picture['language']): Promise<void> {
    if (wants && !wants(state)) return;
    for (const size of sizes) {
      await page.setViewportSize(screenSizes[size]);
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        const file = `${state}.${size}.${theme}.${language}.png`;
        await page.screenshot({ path: join(folder, file), animations: 'disabled', fullPage: size === 'phone' });
        pictures.push({ state, size, theme, language, file, overflow: await overflowOf(page, size) });
      }
    }
    await page.setViewportSize(screenSizes.phone);
  }

  for (const language of short ? (['en'] as const) : (['en', 'ru'] as const)) {
    for (const tour of short ? [tours['joining']!] : Object.values(tours)) {
      await lead(tour, { browser, server, as: { language, calm: true } }, (state, page) =>
        photograph(state, page, language),
      );
    }
  }
  return pictures;
}

/** Measured against the window that was asked for: a phone's browser widens its own to what overflows. */
async function overflowOf(page: Page, size: ScreenSize): Promise<number> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  return Math.max(0, width - screenSizes[size].width);
}
