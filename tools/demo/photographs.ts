import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export interface Photographs {
  /** Takes a picture of every page in which something moves: as it is, else with its animations at their end. */
  take(phase: string, pages: Readonly<Record<string, Page>>, moving?: boolean): Promise<void>;
  readonly files: readonly string[];
}

/** @param everyTime whether a phase that was photographed is photographed again */
export function createPhotographs(folder: string, everyTime: boolean): Photographs {
  const files: string[] = [];
  const taken = new Set<string>();
  return {
    files,
    async take(phase, pages, moving = false) {
      const name = phase.replace(/^\d+-/, '');
      if (!everyTime && taken.has(name)) return;
      taken.add(name);
      await mkdir(folder, { recursive: true });
      await Promise.all(
        Object.entries(pages).map(async ([device, page]) => {
          const file = `${phase}-${device}.png`;
          await page.screenshot({ path: join(folder, file), animations: moving ? 'allow' : 'disabled' });
          files.push(file);
        }),
      );
    },
  };
}
