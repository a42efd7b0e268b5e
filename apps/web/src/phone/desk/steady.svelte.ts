/** The click comes this long after the finger has gone up, at most, and belongs to what it was aimed at; in ms. */
const clickMs = 100;
/** What may end a touch. */
const ends = ['pointerup', 'pointercancel', 'blur'] as const;
/** A finger that lies longer aims at nothing, or its end was never heard of; in ms. */
const restingMs = 5_000;

/**
 * What is shown while it may be tapped: as long as a finger is down it stays as it was, so that nothing comes to lie under
 * the finger. To be called in a component.
 */
export function steady<Value>(newest: () => Value): { readonly value: Value } {
  let shown = $state.raw(newest());
  let down = $state(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const releaseIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => (down = false), ms);
  };
  const press = () => {
    down = true;
    releaseIn(restingMs);
  };
  const lift = () => releaseIn(clickMs);

  $effect(() => {
    if (!down) shown = newest();
  });
  $effect(() => {
    addEventListener('pointerdown', press, true);
    for (const end of ends) addEventListener(end, lift, true);
    return () => {
      clearTimeout(timer);
      removeEventListener('pointerdown', press, true);
      for (const end of ends) removeEventListener(end, lift, true);
    };
  });
  return {
    get value() {
      return shown;
    },
  };
}
