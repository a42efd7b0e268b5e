/** Draws a frame for the page's time in ms; says whether the next one will look different. */
export type DrawFrame = (pageNow: number) => boolean;

const drawing = new Set<DrawFrame>();
let frame: number | undefined;

function drawAll(pageNow: number): void {
  frame = undefined;
  for (const draw of [...drawing]) if (!draw(pageNow)) drawing.delete(draw);
  if (drawing.size > 0) frame = requestAnimationFrame(drawAll);
}

/** Has it drawn with the next frame, and from then on with every one until it says that nothing changes. */
export function keepDrawing(draw: DrawFrame): void {
  drawing.add(draw);
  frame ??= requestAnimationFrame(drawAll);
}

export function stopDrawing(draw: DrawFrame): void {
  drawing.delete(draw);
}
