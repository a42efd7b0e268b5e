import type { Page } from 'playwright-core';
import { tapFirstPublish } from '../journeys/first-packet.ts';
import type { Room } from '../journeys/room.ts';
import type { Guide } from './tour.ts';

/**
 * What is read of a finished round: its replay, one order's story, what if, and the report of the class and of a student.
 *
 * @param phone one that was in the session
 */
export async function afterwards(guide: Guide, room: Room, phone: Page): Promise<void> {
  const replay = await guide.open(`/replay#${new URLSearchParams({ session: room.session })}`);
  await replay.locator('svg').nth(3).waitFor();
  await guide.show('replay', replay);
  const panel = async (name: string) => {
    const tab = replay.locator(`[role="tab"].${name}`);
    // On a wide screen the words stand beside the panel, without a tab.
    if (await tab.isVisible()) await tab.click();
  };
  await panel('diagram');
  await tapFirstPublish(replay);
  await panel('words');
  await replay.locator('.ending').waitFor();
  await guide.show('replay-story', replay);
  await panel('what-if');
  await replay.locator('[aria-busy="false"] table.judged').waitFor();
  await guide.show('replay-what-if', replay);
  await replay.locator('details.policy summary').click();
  await guide.show('replay-what-if-policy', replay);

  const report = await guide.open(`/report#${new URLSearchParams({ session: room.session, token: room.hostToken })}`);
  await report.locator('.students').waitFor();
  await guide.show('report-class', report);
  await phone.locator('a[href^="/report"]').click();
  await phone.locator('main > :is(section, article)').nth(1).waitFor();
  await guide.show('report-own', phone);
}
