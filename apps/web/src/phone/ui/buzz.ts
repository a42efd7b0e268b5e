/** Lets the phone be felt for a moment, where it can and its owner has not asked for calm. */
export function buzz(ms: number): void {
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) navigator.vibrate?.(ms);
}
