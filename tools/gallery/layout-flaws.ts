import type { Page } from 'playwright-core';

/**
 * What of a page's text cannot be read, a line each: cut off by a box that hides what does not fit, or printed over
 * other text. What scrolls into sight, ends in an ellipsis, lies under a dialog or is for ears only is no flaw. A
 * drawing is left out: it is a window on something larger.
 */
export function layoutFlaws(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    interface Box {
      left: number;
      right: number;
      top: number;
      bottom: number;
    }
    interface Words extends Box {
      element: Element;
      text: string;
    }
    const tolerance = 2;
    // An object's methods keep their names by themselves: tsx would wrap functions in a helper that no page has.
    const read = {
      /** Lines of text that a reader sees, each as high as its letters: what it may stand over is empty. */
      lines(scope: Element): Words[] {
        const found: Words[] = [];
        const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const element = node.parentElement!;
          const text = node.textContent!.trim();
          if (text === '' || element.matches('option, script, style, svg *')) continue;
          if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          const size = parseFloat(getComputedStyle(element).fontSize);
          for (const { left, right, top, bottom } of range.getClientRects()) {
            const spare = Math.max(0, (bottom - top - size * 0.7) / 2);
            if (right - left > 1) found.push({ element, text, left, right, top: top + spare, bottom: bottom - spare });
          }
        }
        return found;
      },
      /** The box that hides some of a line, if any does. */
      cutBy(words: Words): Element | null {
        const line = { ...words };
        for (let box: Element | null = line.element; box && box !== document.body; box = box.parentElement) {
          const { overflowX, overflowY, textOverflow, display, position, clipPath } = getComputedStyle(box);
          if (display === 'inline') continue;
          const { left, right, top, bottom, width } = box.getBoundingClientRect();
          const forEars = clipPath !== 'none' && width < 4;
          if (forEars || [overflowX, overflowY].some((way) => way === 'auto' || way === 'scroll')) return null;
          const beside = line.left < left - tolerance || line.right > right + tolerance;
          const below = line.top < top - tolerance || line.bottom > bottom + tolerance;
          if (overflowX !== 'visible' && beside) {
            if (textOverflow !== 'ellipsis') return box;
            line.left = Math.max(line.left, left);
            line.right = Math.min(line.right, right);
          }
          if (overflowY !== 'visible' && below && display !== 'flow-root') return box;
          if (position === 'fixed') return null;
        }
        return null;
      },
      floats(element: Element): boolean {
        for (let box: Element | null = element; box; box = box.parentElement) {
          if (['fixed', 'sticky'].includes(getComputedStyle(box).position)) return true;
        }
        return false;
      },
      /** What of a line is not scrolled out of sight or cut with an ellipsis. */
      inSight(line: Words): Words | null {
        const seen = { ...line };
        for (let box: Element | null = line.element; box && box !== document.body; box = box.parentElement) {
          const { overflowX, overflowY, display } = getComputedStyle(box);
          if (display === 'inline' || (overflowX === 'visible' && overflowY === 'visible')) continue;
          const { left, right, top, bottom } = box.getBoundingClientRect();
          seen.left = Math.max(seen.left, left);
          seen.right = Math.min(seen.right, right);
          seen.top = Math.max(seen.top, top);
          seen.bottom = Math.min(seen.bottom, bottom);
        }
        return seen.right - seen.left > tolerance && seen.bottom > seen.top ? seen : null;
      },
      /** Whether both are painted at a point of the window: nothing opaque lies between, as a dialog's ground would. */
      bothPainted(upper: Element, lower: Element, x: number, y: number): boolean {
        const stack = document.elementsFromPoint(x, y);
        const [first, last] = [stack.indexOf(upper), stack.indexOf(lower)].sort((a, b) => a - b);
        if (first === -1) return false;
        return stack.slice(first, last).every((box) => {
          const { backgroundColor, backgroundImage } = getComputedStyle(box);
          return backgroundImage === 'none' && /^rgba\(.*, 0\)$/.test(backgroundColor);
        });
      },
      name({ element, text }: Words): string {
        return `"${text.slice(0, 40)}" in ${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
      },
    };
    const lines = read.lines(document.querySelector('dialog[open]') ?? document.body);
    const flaws: string[] = [];
    for (const line of lines) {
      const box = read.cutBy(line);
      if (box)
        flaws.push(`${read.name(line)} is cut by ${box.tagName.toLowerCase()}.${box.getAttribute('class') ?? ''}`);
    }
    const seen = lines
      .filter(({ element }) => !read.floats(element))
      .map((line) => read.inSight(line))
      .filter((line) => line !== null)
      .sort((a, b) => a.top - b.top);
    for (const [index, line] of seen.entries()) {
      for (const other of seen.slice(index + 1)) {
        if (other.top > line.bottom - tolerance) break;
        const wide = Math.min(line.right, other.right) - Math.max(line.left, other.left);
        const high = Math.min(line.bottom, other.bottom) - other.top;
        if (line.element === other.element || wide <= tolerance || high <= tolerance) continue;
        const middle = Math.max(line.left, other.left) + wide / 2;
        if (!read.bothPainted(line.element, other.element, middle, other.top + high / 2)) continue;
        flaws.push(`${read.name(line)} lies over ${read.name(other)}`);
      }
    }
    return [...new Set(flaws)];
  });
}
