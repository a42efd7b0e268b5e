/** So long after a change a tap may still be meant for what was there before, in ms. */
const settleMs = 450;

export interface Settled {
  /** Whether what is shown has been so for long enough to be aimed at. */
  readonly now: boolean;
  /** Whether an input of then was aimed at what is shown; in ms of the page. */
  aimedAt(timeStamp: number): boolean;
}

/** Tells since when something is as it is. To be called in a component. */
export function settled(what: () => unknown): Settled {
  let changedAt = $state.raw(Number.POSITIVE_INFINITY);
  let over = $state.raw<unknown>();
  const value = $derived(what());
  // A change shows in the same frame as what it is a change of: nothing is to be tapped before that.
  const isNow = $derived(over === value && over !== undefined);

  $effect(() => {
    const shown = value;
    changedAt = performance.now();
    over = undefined;
    const timer = setTimeout(() => (over = shown), settleMs);
    return () => clearTimeout(timer);
  });
  return {
    get now() {
      return isNow;
    },
    aimedAt: (timeStamp) => isNow && timeStamp - changedAt >= settleMs,
  };
}
