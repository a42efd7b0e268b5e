import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** The rules that ask for colours; the others find the same in both themes. */
const colourRules = ['color-contrast', 'link-in-text-block'];
const runs: Readonly<Record<'light' | 'dark', RunOptions>> = {
  light: { runOnly: tags, resultTypes: ['violations'] },
  dark: { runOnly: { type: 'rule', values: colourRules }, resultTypes: ['violations'] },
};

/** What axe finds in both themes, a line each. */
export async function findings(page: Page): Promise<readonly string[]> {
  // Evaluated by the browser's debugger, it needs no exception from the page's policy.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    // What is still fading in has not its colours yet.
    await page.waitForFunction(() =>
      document
        .getAnimations()
        .every(
          ({ effect, playState }) =>
            playState !== 'running' || effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
        ),
    );
    const { violations } = await page.evaluate(
      (chosen) => (window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(chosen),
      runs[colorScheme],
    );
    for (const { id, nodes } of violations) {
      for (const node of nodes)
        found.push(
          `${colorScheme} ${id}: ${node.target.join(' ')} ${(node.failureSummary ?? '').split('\n').slice(1).join(' ').trim()}`,
        );
    }
  }
  return found;
}
