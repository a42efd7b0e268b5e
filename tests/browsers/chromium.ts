import { launchWithoutGraphics } from '../browser.ts';
import type { DrivenBrowser } from './driven-browser.ts';

/** A Chromium, whichever; of Playwright only what old ones understand. */
export async function launchChromium(executablePath: string): Promise<DrivenBrowser> {
  const browser = await launchWithoutGraphics(executablePath);
  return {
    name: `Chromium ${browser.version()}`,
    async newWindow(screen) {
      const { width, height, touch } = screen;
      const context = await browser.newContext({
        viewport: { width, height },
        hasTouch: touch,
        isMobile: touch,
        locale: 'en-GB',
      });
      const page = await context.newPage();
      return {
        screen,
        open: async (url) => void (await page.goto(url)),
        evaluate: (expression) => page.evaluate<string>(expression),
        tap: (x, y) => (touch ? page.touchscreen.tap(x, y) : page.mouse.click(x, y)),
        type: (text) => page.keyboard.type(text),
        picture: () => page.screenshot(),
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}
