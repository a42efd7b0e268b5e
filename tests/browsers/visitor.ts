import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { DrivenWindow } from './driven-browser.ts';
import { lookFor, type Look, type Patience, type Sight, type TapWatch, type Target } from './look-for.ts';
import { waitFor } from '../wire/wait-for.ts';
import type { WatchedDoor } from './watched-door.ts';

/** How long one look waits in the page: nothing else is asked of it meanwhile. */
const lookMs = 500;
/** How long a tap may take to become a click. */
const clickMs = 10_000;
const finders = createRequire(import.meta.url).resolve('@testing-library/dom/dist/@testing-library/dom.umd.min.js');

/** Somebody before a window, who finds things by what they are called and touches what is not covered. */
export class Visitor {
  readonly name: string;
  readonly window: DrivenWindow;
  readonly door: WatchedDoor;

  constructor(name: string, window: DrivenWindow, door: WatchedDoor) {
    this.name = name;
    this.window = window;
    this.door = door;
  }

  /** @param address its origin is replaced by the visitor's own */
  async open(address: string): Promise<void> {
    const { pathname, search, hash } = new URL(address, this.door.url);
    await this.window.open(this.door.url + pathname + search + hash);
  }

  /** Taps until the tap lands: between the look and the finger a busy page may draw the target anew. */
  async tap(target: Target): Promise<void> {
    await waitFor(`${this.#name(target)} is tapped`, async () => {
      const seen = (await this.#wait(target, 'touchable'))!;
      await this.window.tap(seen.x, seen.y);
      return this.#landed(target);
    });
  }

  /** @throws Error where something else that can be tapped was hit */
  async #landed(target: Target): Promise<boolean> {
    const look = () => this.evaluate(() => (window as unknown as TapWatch).landedOn ?? 'target');
    // A page that went to another has taken the tap; a tap that became no click has missed.
    const landedOn = await waitFor('a click', () => look().catch(() => 'target'), clickMs).catch(() => '');
    if (/^<(?:a|button|input|label|select|summary)\b/.test(landedOn)) {
      throw new Error(`${this.#name(target)}: the tap hit ${landedOn.slice(0, 200)}`);
    }
    return landedOn === 'target';
  }

  async fill(target: Target, text: string): Promise<void> {
    await this.tap(target);
    await this.evaluate(() => (document.activeElement as HTMLInputElement).select());
    await this.window.type(text);
    await waitFor(`${this.#name(target)} says ${text}`, async () => (await this.look(target))?.value === text);
  }

  /** Waits until it is there. */
  async see(target: Target): Promise<Sight> {
    return (await this.#wait(target, 'there'))!;
  }

  /** Waits until it is not there. */
  async miss(target: Target): Promise<void> {
    await this.#wait(target, 'gone');
  }

  /** What is there at this moment, undefined where it is not. */
  async look(target: Target): Promise<Sight | undefined> {
    return (await this.#look(target, 'there', 0)).sight ?? undefined;
  }

  async address(): Promise<URL> {
    return new URL(await this.evaluate(() => location.href));
  }

  /** What a function of the page gives, or promises, for arguments that JSON can carry. */
  async evaluate<Given extends unknown[], T>(run: (...given: Given) => T, ...given: Given): Promise<Awaited<T>> {
    const list = given.map((value) => JSON.stringify(value)).join(',');
    const text = await this.window.evaluate(
      `Promise.resolve((${run.toString()})(${list})).then((value) => JSON.stringify(value === undefined ? null : value))`,
    );
    return JSON.parse(text) as Awaited<T>;
  }

  async #wait(target: Target, patience: Patience): Promise<Sight | null> {
    let last: Look | Error | undefined;
    const looks = async () => {
      // A page that goes to another has no answer.
      last = await this.#look(target, patience, lookMs).catch((error: Error) => error);
      return 'done' in last && last.done ? last : undefined;
    };
    try {
      return (await waitFor(`${this.#name(target)} is ${patience}`, looks)).sight;
    } catch (error) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last?.sight);
      throw new Error(`${(error as Error).message}; last seen: ${seen}`, { cause: error });
    }
  }

  async #look(target: Target, patience: Patience, withinMs: number): Promise<Look> {
    const seen = await this.evaluate(lookFor, target, patience, withinMs);
    if (seen !== 'blind') return seen;
    await this.window.evaluate(`(() => { ${await readFile(finders, 'utf8')}; return ''; })()`);
    return this.#look(target, patience, withinMs);
  }

  #name(target: Target): string {
    return `${this.name}: ${JSON.stringify(target)}`;
  }
}
