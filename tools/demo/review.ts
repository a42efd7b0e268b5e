import type { Classroom } from './classroom.ts';
import { waitFor } from '../../tests/wire/wait-for.ts';
import { wording } from '../../tests/journeys/wording.ts';

/** What went wrong is stepped through on the stage, and every phone shows its own player's marks and nothing more. */
export async function checkReview(room: Classroom, round: number): Promise<void> {
  const { host, teacher, stage, phones, checks, photographs } = room;
  for (const { page } of phones) await page.getByText(wording('review.own.title'), { exact: true }).waitFor();
  checks.saw(`after round ${round} every phone shows what its own play showed`);
  await teacher.page.getByText(wording('review.marks.private')).waitFor();
  const first = teacher.page.getByRole('button', { name: wording('review.first'), exact: true });
  // A round in which nothing went wrong has nothing to step through.
  if ((await first.count()) === 0) return;
  await first.click();
  await waitFor('the stage is pointed to a moment', () => host.view?.shown);
  await stage.getByText(wording('review.title'), { exact: true }).waitFor();
  checks.saw(`the teacher puts on the stage what went wrong in round ${round}`);
  await photographs.take(`${round}-moment`, room.pages());
  const replay = teacher.page.getByRole('link', { name: wording('review.replay') }).first();
  const [page] = await Promise.all([teacher.page.context().waitForEvent('page'), replay.click()]);
  const { lane, order, version } = host.view!.shown!;
  await page.getByRole('tab', { name: wording('replay.moments'), exact: true }).waitFor();
  const asked = new URL(page.url()).searchParams;
  checks.that(
    asked.get('lane') === lane && asked.get('order') === order && asked.get('version') === String(version),
    `its link opens the replay there while the session goes on`,
    page.url(),
  );
  await page.close();
  await teacher.click('review.hide');
  await waitFor('the stage shows the places again', () => host.view && !host.view.shown);
}
