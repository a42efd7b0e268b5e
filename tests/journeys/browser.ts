import type { Language } from '@ack-attack/engine';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { pseudoLocale } from '../../apps/web/src/shared/i18n/pseudo-locale.ts';
import { findBrowser, launchWithoutGraphics } from '../browser.ts';
import { requireBuild } from '../builds.ts';

/** A phone, a tablet, a laptop and a projector. */
export const screenSizes = {
  phone: { width: 360, height: 740 },
  tablet: { width: 768, height: 1024 },
  laptop: { width: 1280, height: 800 },
  projector: { width: 1920, height: 1080 },
} as const;

export type ScreenSize = keyof typeof screenSizes;

/**
 * A real Chromium for pages that were built.
 *
 * @throws Error with what to do where there is no browser or no build
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('no Chromium is here: run tests/install, or set CHROMIUM_PATH to one');
  await requireBuild('web');
  return launchWithoutGraphics(executablePath);
}

let shared: Promise<Browser> | undefined;

/** The one browser of all test files of a process: launching it costs as much as many a test. It ends with the process. */
export async function sharedBrowser(): Promise<Browser> {
  const running = await shared;
  if (running?.isConnected()) return running;
  shared = launchBrowser();
  return shared;
}

/** Closes what a test file opened in the shared browser. */
export async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}

/** The game's languages, and the one that shows which text has no room. */
export type ShownLanguage = Language | typeof pseudoLocale;

const deviceLocales: Readonly<Record<ShownLanguage, string>> = {
  en: 'en-GB',
  ru: 'ru-RU',
  [pseudoLocale]: pseudoLocale,
};

export interface PageLook {
  size?: ScreenSize;
  language?: ShownLanguage;
  theme?: 'light' | 'dark';
  calm?: boolean;
}

/** The device that a look asks for. */
export function deviceOf(look: PageLook = {}): BrowserContextOptions {
  const { size = 'phone', language = 'en', theme = 'light', calm = false } = look;
  const touch = size === 'phone' || size === 'tablet';
  return {
    viewport: screenSizes[size],
    hasTouch: touch,
    isMobile: touch,
    locale: deviceLocales[language],
    colorScheme: theme,
    reducedMotion: calm ? 'reduce' : 'no-preference',
  };
}

/** What pages tried that their content security policy forbids. */
const policyViolations: string[] = [];

/** What pages tried since the last call that their content security policy forbids. */
export const takePolicyViolations = (): readonly string[] => policyViolations.splice(0);

/** A page of a device of its own: nothing is stored there yet. */
export async function openPage(browser: Browser, look: PageLook = {}): Promise<Page> {
  const context = await browser.newContext(deviceOf(look));
  context.setDefaultTimeout(60_000);
  // Of what a page tried and caught, Chromium prints nothing.
  await context.exposeFunction('policyViolated', (what: string) => void policyViolations.push(what));
  await context.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      (globalThis as unknown as { policyViolated(what: string): void }).policyViolated(
        `${violatedDirective} forbids ${blockedURI}`,
      ),
    ),
  );
  context.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) policyViolations.push(message.text());
  });
  return context.newPage();
}
