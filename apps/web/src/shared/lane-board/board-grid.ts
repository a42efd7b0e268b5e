/** Width of a lane's field for a height of 1, at which its machines use it best. */
const bestRatio = 2.05;
/** What a lane's title and the gap take, in CSS pixels. */
const titleHeight = 64;

/** How many columns let the lanes be largest in a box of that size. */
export function boardColumns(lanes: number, width: number, height: number): number {
  let best = 1;
  let bestScale = 0;
  for (let columns = 1; columns <= Math.min(lanes, 4); columns++) {
    const rows = Math.ceil(lanes / columns);
    const scale = Math.min(width / columns / bestRatio, height / rows - titleHeight);
    if (scale > bestScale) [best, bestScale] = [columns, scale];
  }
  return best;
}
