import type { Page } from 'playwright-core';

/** What on a phone's page is too small for a finger, 48 px each way, a line each. */
export function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const small: string[] = [];
    for (const target of document.querySelectorAll<HTMLElement>('button, a[href], input, select, summary')) {
      // A choice is taken by the whole of its label.
      const area = target.closest('label') ?? target;
      const { width, height } = area.getBoundingClientRect();
      if (width === 0 || !area.checkVisibility({ visibilityProperty: true })) continue;
      if (width < 47.5 || height < 47.5) {
        small.push(`${area.outerHTML.slice(0, 90)}: ${width.toFixed(0)} × ${height.toFixed(0)}`);
      }
    }
    return small;
  });
}

/**
 * What does not fit on a page at a zoom of 200 %, a line each. A drawing may be wider than the page (WCAG 1.4.10) where
 * it stands in a box of its own that fits, has a name, and is moved along by keyboard too.
 */
export async function cutAtTwiceTheSize(page: Page): Promise<readonly string[]> {
  const size = page.viewportSize()!;
  // Zooming in halves what the page has, for its media queries too.
  await page.setViewportSize({ width: size.width / 2, height: size.height / 2 });
  const cut = await page.evaluate(async () => {
    const root = document.documentElement;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const found: string[] = [];
    const fits = (element: Element) => {
      const { right, left } = element.getBoundingClientRect();
      return right <= root.clientWidth + 1 && left >= -1;
    };
    const movedAlong = (element: Element | null): boolean =>
      element !== null &&
      element.matches('[role="group"][tabindex="0"][aria-label]') &&
      getComputedStyle(element).overflowX === 'auto' &&
      element.querySelector(':scope > figure > svg') !== null &&
      fits(element);
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} px wide`);
    for (const element of document.querySelectorAll<HTMLElement>('#app *')) {
      if (element.matches('.visually-hidden, .visually-hidden *, svg, svg *, input')) continue;
      const { right, left, width } = element.getBoundingClientRect();
      if (width === 0 || movedAlong(element)) continue;
      if (element.matches('figure') && movedAlong(element.parentElement)) continue;
      const clips = getComputedStyle(element).overflowX !== 'visible';
      const inside = clips && element.scrollWidth > element.clientWidth + 1;
      if (inside || !fits(element)) {
        found.push(`${element.outerHTML.slice(0, 90)}: ${left.toFixed(0)} to ${right.toFixed(0)} px`);
      }
    }
    return found;
  });
  await page.setViewportSize(size);
  return cut;
}
