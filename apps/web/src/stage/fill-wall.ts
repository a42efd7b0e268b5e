/** Times its own size; a narrow screen is moved along instead. */
const sizes = { largest: 1.6, step: 0.05 } as const;
const narrowPx = 640;

/**
 * Enlarges what a wall shows, as far as all of it fits the box around it: a short question would be small print amid much
 * that is empty.
 *
 * @returns the end of it
 */
export function fillWall(shown: HTMLElement): () => void {
  const wall = shown.parentElement!;
  const fits = (steps: number) => {
    shown.style.zoom = String(1 + steps * sizes.step);
    return wall.scrollHeight <= wall.clientHeight && wall.scrollWidth <= wall.clientWidth;
  };
  const fit = () => {
    let [low, high] = [0, wall.clientWidth < narrowPx ? 0 : Math.round((sizes.largest - 1) / sizes.step)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (fits(middle)) low = middle;
      else high = middle - 1;
    }
    fits(low);
  };
  // What comes later, as a drawing does, makes it higher.
  const resized = new ResizeObserver(fit);
  resized.observe(wall);
  resized.observe(shown);
  return () => resized.disconnect();
}
