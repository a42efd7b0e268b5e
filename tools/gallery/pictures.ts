import { join } from 'node:path';
import { languages } from '@ack-attack/engine';
import type { Browser, Page } from 'playwright-core';
import { screenSizes, type ScreenSize, type ShownLanguage } from '../../tests/journeys/browser.ts';
import type { ClockedServer } from '../../tests/journeys/clocked-server.ts';
import { pseudoLocale } from '../../apps/web/src/shared/i18n/pseudo-locale.ts';
import { layoutFlaws } from './layout-flaws.ts';
import { lead } from '../../tests/tours/lead.ts';
import { tours } from '../../tests/tours/tours.ts';

export interface Picture {
  state: string;
  size: ScreenSize;
  theme: 'light' | 'dark';
  language: ShownLanguage;
  /** Name in the gallery's folder. */
  file: string;
  /** What is cut off, printed over other text, or wider than the window, a line each: none on a good screen. */
  flaws: readonly string[];
}

export interface PictureOptions {
  browser: Browser;
  server: ClockedServer;
  folder: string;
  /** Which tours are taken, by name. */
  through?: readonly string[];
  /** How the pages look: every way each, unless said otherwise. */
  sizes?: readonly ScreenSize[];
  themes?: readonly Picture['theme'][];
  languages?: readonly Picture['language'][];
  /** Which states are photographed; the others are only passed through. */
  wants?: (state: string) => boolean;
}

export const allSizes = Object.keys(screenSizes) as ScreenSize[];
export const allThemes = ['light', 'dark'] as const;
export const allLanguages = [...languages, pseudoLocale] as const;

/** The way in only, in one size and language. */
export const shortLook = { through: ['joining'], sizes: ['phone'], languages: ['en'] } as const;

/** Photographs every state of every screen at every size, in both themes and every language. */
export async function takePictures(options: PictureOptions): Promise<Picture[]> {
  const { browser, server, folder, wants, through = Object.keys(tours) } = options;
  const { sizes = allSizes, themes = allThemes, languages = allLanguages } = options;
  const pictures: Picture[] = [];

  async function photograph(state: string, page: Page, language: Picture['language']): Promise<void> {
    if (wants && !wants(state)) return;
    const devTools = await page.context().newCDPSession(page);
    for (const size of sizes) {
      await page.setViewportSize(screenSizes[size]);
      // A phone's browser may keep a pinch, as it were, from the size before.
      await devTools.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1 });
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        const file = `${state}.${size}.${theme}.${language}.png`;
        await page.screenshot({ path: join(folder, file), animations: 'disabled', fullPage: size !== 'projector' });
        pictures.push({ state, size, theme, language, file, flaws: await flawsOf(page, size) });
      }
    }
    await page.setViewportSize(screenSizes.phone);
    await devTools.detach();
  }

  for (const language of languages) {
    for (const name of through) {
      await lead(tours[name]!, { browser, server, as: { language, calm: true } }, (state, page) =>
        photograph(state, page, language),
      );
    }
  }
  return pictures;
}

/** A width is measured against the window that was asked for: a phone's browser widens its own to what overflows. */
async function flawsOf(page: Page, size: ScreenSize): Promise<readonly string[]> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  const overflow = width - screenSizes[size].width;
  return [...(overflow > 0 ? [`${overflow} px wider than its window`] : []), ...(await layoutFlaws(page))];
}
