/**
 * Gives a box the units --cqw and --cqh, a hundredth of its width and height, in browsers that have no container units.
 *
 * @returns the end of it
 */
export function containerUnits(box: HTMLElement): (() => void) | undefined {
  if (CSS.supports('width', '1cqw')) return undefined;
  const observer = new ResizeObserver(() => {
    box.style.setProperty('--cqw', `${box.clientWidth / 100}px`);
    box.style.setProperty('--cqh', `${box.clientHeight / 100}px`);
  });
  observer.observe(box);
  return () => observer.disconnect();
}
