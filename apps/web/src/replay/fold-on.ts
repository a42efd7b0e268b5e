import type { Keyframes } from '@ack-attack/replay';

/** For how long a page may not answer, in ms. */
const sliceMs = 8;

/**
 * Folds a log to its end while the page is read, in slices that nobody feels. One that does not fold is left where it is:
 * the worker says what is wrong with it.
 *
 * @returns stops it
 */
export function foldOn(keyframes: Keyframes): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  function slice() {
    const until = performance.now() + sliceMs;
    try {
      while (keyframes.grow()) {
        if (performance.now() < until) continue;
        waiting = setTimeout(slice);
        return;
      }
    } catch {
      return;
    }
  }
  waiting = setTimeout(slice);
  return () => clearTimeout(waiting);
}
