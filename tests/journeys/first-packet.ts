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

/** Runs in the page: a point at which the earliest publish is touched, where there is one. */
function firstPublish(): { x: number; y: number } | undefined {
  const packets = [...document.querySelectorAll<SVGGElement>('.packet.publish')];
  const number = ({ dataset }: SVGGElement) => Number(/\d+$/.exec(dataset['pick'] ?? '')?.[0] ?? Infinity);
  const [first] = packets.sort((a, b) => number(a) - number(b));
  const line = first?.querySelector<SVGLineElement>('line');
  const matrix = line?.getScreenCTM();
  if (!first || !line || !matrix) return undefined;
  const at = (share: number) => {
    const along = (from: SVGAnimatedLength, to: SVGAnimatedLength) =>
      from.baseVal.value + share * (to.baseVal.value - from.baseVal.value);
    const { x, y } = new DOMPoint(along(line.x1, line.x2), along(line.y1, line.y2)).matrixTransform(matrix);
    return { x, y };
  };
  return [0.5, 0.35, 0.65, 0.2, 0.8]
    .map(at)
    .find(({ x, y }) => document.elementFromPoint(x, y)?.closest('[data-pick]') === first);
}
