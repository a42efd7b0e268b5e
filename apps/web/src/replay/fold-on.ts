import type { Keyframes } from '@ack-attack/replay';

/** For how long a page may not answer, in ms. */
const sliceMs = 8;
/** A page that is never idle folds a slice after this all the same, in ms. */
const patienceMs = 500;

/**
 * Folds a log to its end while the page is read, in slices that nobody feels: they give way to what the reader does and
 * to the frames that show it. One that does not fold is left where it is: the worker says what is wrong with it.
 *
 * @returns stops it
 */
export function foldOn(keyframes: Pick<Keyframes, 'grow'>): () => void {
  let cancel = () => {};
  function wait() {
    // Not every browser says when it is idle.
    if (typeof requestIdleCallback === 'function') {
      const waiting = requestIdleCallback(slice, { timeout: patienceMs });
      cancel = () => cancelIdleCallback(waiting);
    } else {
      const waiting = setTimeout(slice);
      cancel = () => clearTimeout(waiting);
    }
  }
  function slice() {
    const until = performance.now() + sliceMs;
    try {
      while (keyframes.grow()) {
        if (performance.now() < until) continue;
        wait();
        return;
      }
    } catch {
      return;
    }
  }
  wait();
  return () => cancel();
}
