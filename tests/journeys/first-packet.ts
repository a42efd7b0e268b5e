import type { Page } from 'playwright-core';
import { waitFor } from '../wire/wait-for.ts';
import { wording } from './wording.ts';

/**
 * Taps the first publish of a replay's diagram. Only a stretch of the round is in sight, and on a slow machine the first
 * player sent late: the replay is stepped on until the packet comes into sight with nothing on top of it.
 */
export async function tapFirstPublish(page: Page): Promise<void> {
  const onward = page.getByRole('button', { name: wording('replay.step-on') });
  await onward.waitFor();
  const place = await waitFor('the first publish is in sight', async () => {
    const found = await page.evaluate(firstPublish);
    if (!found && (await onward.isEnabled())) await onward.click();
    return found;
  });
  await page.mouse.click(place.x, place.y);
}

/**
 * Runs in the page: a point at which the earliest publish is touched, where there is one. It has no inner function with a
 * name, because what runs TypeScript without a build calls for a helper there that the page lacks.
 */
function firstPublish(): { x: number; y: number } | undefined {
  const [first] = [...document.querySelectorAll<SVGGElement>('.packet.publish')]
    .map((packet) => ({ packet, number: Number(/\d+$/.exec(packet.dataset['pick'] ?? '')?.[0] ?? Infinity) }))
    .sort((a, b) => a.number - b.number);
  const line = first?.packet.querySelector<SVGLineElement>('line');
  const matrix = line?.getScreenCTM();
  if (!line || !matrix) return undefined;
  const [x1, y1, x2, y2] = [line.x1, line.y1, line.x2, line.y2].map(({ baseVal }) => baseVal.value);
  for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
    const { x, y } = new DOMPoint(x1! + share * (x2! - x1!), y1! + share * (y2! - y1!)).matrixTransform(matrix);
    if (document.elementFromPoint(x, y)?.closest('[data-pick]') === first?.packet) return { x, y };
  }
  return undefined;
}
