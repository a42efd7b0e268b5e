import type { Contract } from '@ack-attack/engine';
import { errors, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { PageWatch } from './page-watch.ts';
import { tapOrder, type TapOrder } from './tap-order.ts';
import { wording, wordingStart } from '../../tests/journeys/wording.ts';

const size = { width: 360, height: 740 };
/** How long a brain waits for something to do before it looks whether it shall go on. */
const lookMs = 1_000;

/** A student's phone: a real page of its own browser profile, played by taps on what it shows. */
export class Phone {
  readonly name: string;
  /** Where the student found the room. */
  readonly address: string;
  readonly #context: BrowserContext;
  readonly #watch: PageWatch;
  #page: Page;
  #playing: Promise<void> | undefined;
  #resting = true;
  taps = 0;
  /** How often its page was closed or loaded again. */
  cuts = 0;

  private constructor(name: string, address: string, context: BrowserContext, page: Page, watch: PageWatch) {
    this.name = name;
    this.address = address;
    this.#context = context;
    this.#page = page;
    this.#watch = watch;
  }

  static async open(browser: Browser, name: string, address: string, watch: PageWatch): Promise<Phone> {
    const context = await browser.newContext({
      viewport: size,
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
      locale: 'en-GB',
    });
    const page = await context.newPage();
    watch.follow(page, name);
    await page.goto(address);
    return new Phone(name, address, context, page, watch);
  }

  get page(): Page {
    return this.#page;
  }

  /** Types the code where the address did not bring it. */
  async join(roomCode: string): Promise<void> {
    const code = this.#page.getByLabel(wording('join.code'), { exact: true });
    if ((await code.inputValue()) === '') await code.fill(roomCode.toLowerCase());
    await this.#page.getByLabel(wording('join.name'), { exact: true }).fill(this.name);
    await this.#page.getByRole('button', { name: wording('join.go'), exact: true }).tap();
    await this.#page.getByText(wording('phone.lobby.in')).waitFor();
  }

  /** Lane and role as the phone names them. */
  async seatShown(): Promise<string> {
    const text = await this.#page.getByRole('banner').getByRole('heading', { level: 1 }).textContent();
    return (text ?? '').replace(/\s+/g, ' ').trim();
  }

  /** Plays on by itself until `rest`. */
  play(contract: Contract): void {
    this.#resting = false;
    this.#playing = this.#tapOn(contract);
    // `rest` tells it.
    this.#playing.catch(() => undefined);
  }

  async rest(): Promise<void> {
    this.#resting = true;
    await this.#playing;
  }

  async reload(): Promise<void> {
    this.cuts++;
    await this.#page.reload();
  }

  /** The student closes the page. */
  async leave(): Promise<void> {
    this.cuts++;
    await this.#page.close();
  }

  async comeBack(): Promise<void> {
    this.#page = await this.#context.newPage();
    this.#watch.follow(this.#page, this.name);
    await this.#page.goto(this.address);
  }

  /** Sets the two steppers; nothing is said yet. */
  async believe(lost: number, duplicates: number): Promise<void> {
    for (const [label, value] of [
      [wording('play.predict.lost'), lost],
      [wording('play.predict.duplicates'), duplicates],
    ] as const) {
      const stepper = this.#page.getByRole('group', { name: label });
      for (let taps = 0; taps < value; taps++) {
        await stepper.getByRole('button', { name: wording('play.predict.more') }).tap();
      }
    }
  }

  async sayIt(): Promise<void> {
    await this.#page.getByRole('button', { name: wording('play.predict.go') }).tap();
  }

  async close(): Promise<void> {
    this.#resting = true;
    await this.#context.close();
    await this.#playing?.catch(() => undefined);
  }

  async #tapOn(contract: Contract): Promise<void> {
    const order = {
      ...tapOrder[contract],
      lateWords: wordingStart('play.card.overdue'),
      seenWords: wording('play.note.seen'),
    };
    while (!this.#resting) {
      try {
        const found = await this.#page.waitForFunction(nextStep, order, { polling: 150, timeout: lookMs });
        const next = await found.jsonValue();
        if (!next) continue;
        const card = this.#page.getByRole('article').nth(next.card);
        await card.locator(`[data-do="${next.step}"]`).first().tap({ timeout: lookMs });
        this.taps++;
      } catch (error) {
        // Nothing to do, or the card went while the finger came down.
        if (!(error instanceof errors.TimeoutError)) throw error;
      }
    }
  }
}

interface CardReading extends TapOrder {
  /** What a card says where an answer is overdue, and where the log knows its ID. */
  lateWords: string;
  seenWords: string;
}

/** The next step in the topmost card that has one. It runs in the page. */
function nextStep(reading: CardReading): { card: number; step: string } | undefined {
  const { fresh, late, seen, lateWords, seenWords } = reading;
  const cards = [...document.querySelectorAll('article')];
  for (const [card, element] of cards.entries()) {
    const says = element.textContent ?? '';
    const wanted = says.includes(seenWords) ? seen : says.includes(lateWords) ? late : fresh;
    for (const step of wanted) {
      if (element.querySelector(`[data-do="${step}"]:not([aria-disabled="true"])`)) return { card, step };
    }
  }
  return undefined;
}
