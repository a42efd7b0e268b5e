import { setImmediate as nextTurn } from 'node:timers/promises';
import { LineOf } from './line-of.ts';

/** Hands out turns of the event loop in which one page of a log is worked on: one at a time over all requests. */
export class PageTurns {
  readonly #line = new LineOf(1, Infinity);

  /**
   * What is made of each page, in its own turn.
   *
   * @param make of a page, at once; what others then have to do with it is waited for outside of the turn
   */
  async *each<Page, Made>(
    pages: AsyncIterable<Page>,
    make: (page: Page) => Made | Promise<Made>,
  ): AsyncGenerator<Made> {
    const left = pages[Symbol.asyncIterator]();
    for (;;) {
      const leave = await this.#line.enter();
      let made: { of: Made | Promise<Made> } | undefined;
      try {
        const next = await left.next();
        made = next.done ? undefined : { of: make(next.value) };
      } finally {
        // Only then comes the next page, of any request.
        void nextTurn().then(leave);
      }
      if (!made) return;
      yield await made.of;
    }
  }
}
