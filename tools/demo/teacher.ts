import type { Contract, Level } from '@ack-attack/engine';
import type { Browser, Page } from 'playwright-core';
import type { PageWatch } from './page-watch.ts';
import { wording, type WordingKey } from '../../tests/journeys/wording.ts';

/** The teacher at the console page. Everything is a click on what it shows. */
export class Teacher {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, origin: string, watch: PageWatch): Promise<Teacher> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    const page = await context.newPage();
    watch.follow(page, 'console');
    await page.goto(`${origin}/host`);
    return new Teacher(page);
  }

  async choose(contract: Contract, level: Level): Promise<void> {
    // The panel of questions, further down, offers levels too.
    for (const value of [contract, level]) {
      await this.page.locator(`label:has(input[value="${value}"])`).first().click();
    }
  }

  /** Opens a session. Returns what its links carry. */
  async openSession(): Promise<{ session: string; token: string; stageAddress: string }> {
    await this.click('console.start.go');
    const stage = this.page.getByRole('link', { name: wording('console.stage.open') });
    const stageAddress = await stage.evaluate((link: HTMLAnchorElement) => link.href);
    const secrets = new URLSearchParams(new URL(this.page.url()).hash.slice(1));
    const [session, token] = [secrets.get('session'), secrets.get('token')];
    if (!session || !token) throw new Error('the console has no session in its address');
    return { session, token, stageAddress };
  }

  async startRound(round: number): Promise<void> {
    await this.page.getByRole('button', { name: wording('console.flow.start', { round }), exact: true }).click();
  }

  async click(button: WordingKey): Promise<void> {
    await this.page.getByRole('button', { name: wording(button), exact: true }).click();
  }

  /** A ready-made fault; its button says after its name what it does. */
  async tapFault(preset: WordingKey): Promise<void> {
    await this.page.getByRole('button', { name: wording(preset) }).click();
  }

  async finish(): Promise<void> {
    await this.click('console.flow.finish');
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('button', { name: wording('console.sure.yes-finish'), exact: true }).click();
  }

  /** Where the finished session's replay is. */
  async replayAddress(): Promise<string> {
    const link = this.page.getByRole('link', { name: wording('console.flow.replay') });
    return link.evaluate((found: HTMLAnchorElement) => found.href);
  }
}
