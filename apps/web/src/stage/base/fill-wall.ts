import { takeLargestFit } from './largest-fit.ts';

/** Times its own size; a narrow screen is moved along instead. */
const sizes = { largest: 1.6, smallest: 0.7, step: 0.05 } as const;
const narrowPx = 640;

/**
 * Gives what a wall shows the largest size at which all of it fits the box around it: a short question would be small print
 * amid much that is empty, and a long one could not be scrolled to its end.
 *
 * @returns the end of it
 */
export function fillWall(shown: HTMLElement): () => void {
  const wall = shown.parentElement!;
  const fits = (steps: number) => {
    shown.style.zoom = String(sizes.smallest + steps * sizes.step);
    return wall.scrollHeight <= wall.clientHeight && wall.scrollWidth <= wall.clientWidth;
  };
  const fit = () => {
    const own = Math.round((1 - sizes.smallest) / sizes.step);
    const most = Math.round((sizes.largest - sizes.smallest) / sizes.step);
    takeLargestFit(wall.clientWidth < narrowPx ? [own, own] : [0, most], fits);
  };
  // What comes later, as a drawing does, makes it higher.
  const resized = new ResizeObserver(fit);
  resized.observe(wall);
  resized.observe(shown);
  return () => resized.disconnect();
}
