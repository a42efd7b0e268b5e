import type { Keyframes } from '@ack-attack/replay';

/** For how long a page may not answer, in ms. */
const sliceMs = 8;
/** The same right after the page has loaded, so that any first seek finds its place folded. */
const firstSliceMs = 100;
/** A page that is never idle folds a slice after this all the same, in ms. */
const idleDeadlineMs = 500;

/**
 * Folds stretches of a log one after the other while the page is read, in slices that nobody feels: they give way to what
 * the reader does and to the frames that show it. What does not fold is left where it is: the worker says what is wrong
 * with it.
 *
 * @param stretches what is looked at comes first, and in longer slices
 * @returns stops it
 */
export function idleFold(stretches: readonly Pick<Keyframes, 'grow'>[]): () => void {
  let done = 0;
  let cancel = () => {};
  function wait() {
    // Not every browser says when it is idle.
    if (typeof requestIdleCallback === 'function') {
      const waiting = requestIdleCallback(slice, { timeout: idleDeadlineMs });
      cancel = () => cancelIdleCallback(waiting);
    } else {
      const waiting = setTimeout(slice);
      cancel = () => clearTimeout(waiting);
    }
  }
  function slice() {
    const until = performance.now() + (done === 0 ? firstSliceMs : sliceMs);
    try {
      while (done < stretches.length) {
        if (!stretches[done]?.grow()) done++;
        else if (performance.now() >= until) return wait();
      }
    } catch {
      // Nothing that comes after it would fold either.
    }
  }
  wait();
  return () => cancel();
}
