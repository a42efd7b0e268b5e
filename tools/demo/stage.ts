import type { LaneId } from '@ack-attack/engine';
import { laneEnds, type LaneEnd } from '@ack-attack/scoring';
import type { Browser, Locator, Page } from 'playwright-core';
import { laneIdentity } from '../../apps/web/src/shared/game/lanes.ts';
import type { PageWatch } from './page-watch.ts';
import { wording } from '../../tests/journeys/wording.ts';

/** One lane's result as the class reads it from the projector. */
export interface ShownResult {
  end: LaneEnd;
  lost: number;
  duplicates: number;
  points: number;
}

export async function openStage(browser: Browser, address: string, watch: PageWatch): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en-GB' });
  const page = await context.newPage();
  watch.follow(page, 'stage');
  await page.goto(address);
  return page;
}

export function laneName(lane: LaneId): string {
  return wording(`common.lane.${laneIdentity(lane).name}`);
}

/** @throws Error where a lane is missing or cannot be read */
export async function shownResults(stage: Page, lanes: readonly LaneId[]): Promise<Record<LaneId, ShownResult>> {
  const results: Record<LaneId, ShownResult> = {};
  for (const lane of lanes) {
    const name = stage.getByText(laneName(lane), { exact: true });
    const verdict = stage.getByText(
      new RegExp(`^(${laneEnds.map((end) => wording(`common.verdict.${end}`)).join('|')})$`),
    );
    results[lane] = await readRow(stage.getByRole('listitem').filter({ has: name }).filter({ has: verdict }), lane);
  }
  return results;
}

async function readRow(row: Locator, lane: LaneId): Promise<ShownResult> {
  const text = ((await row.textContent()) ?? '').replace(/\s+/g, ' ');
  const counted = async (word: string) => {
    const titled = row.getByTitle(word);
    const found =
      (await titled.count()) > 0 ? await titled.textContent() : new RegExp(`(\\d+) ${word}`).exec(text)?.[1];
    return number(found, lane, text);
  };
  return {
    end: laneEnds.find((end) => text.includes(wording(`common.verdict.${end}`))) ?? 'broken',
    lost: await counted(wording('common.tally.lost')),
    duplicates: await counted(wording('common.tally.duplicates')),
    points: number(/(-?[\d,]+) points?/.exec(text)?.[1] ?? /(-?[\d,]+) ?$/.exec(text)?.[1], lane, text),
  };
}

function number(found: string | null | undefined, lane: LaneId, text: string): number {
  const value = Number((found ?? '').replaceAll(',', '').trim() || NaN);
  if (Number.isNaN(value)) throw new Error(`the stage shows no number for ${lane} in "${text}"`);
  return value;
}
