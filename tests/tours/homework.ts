import type { Guide } from './tour.ts';

/** What the teacher sets, one student does alone, and the teacher reads. */
export async function homework(guide: Guide): Promise<void> {
  const { server } = guide;
  const desk = await guide.open('/homework');
  await desk.locator('form .title input').fill('Confirm, ack & Co.');
  await guide.show('homework-set', desk);
  await desk.locator('button[type="submit"]').click();
  await desk.locator('.code svg').waitFor();
  await guide.show('homework-nobody-yet', desk);
  const link = (await desk.locator('.words a').getAttribute('href'))!;

  const phone = await guide.open(link);
  await phone.locator('#name').waitFor();
  await guide.show('homework-entry', phone);
  await phone.locator('#name').fill('Константин-Александр'.slice(0, 20));
  await phone.locator('button[type="submit"]').click();
  await phone.locator('.letter').waitFor();
  await guide.show('solo-lobby', phone);
  await phone.locator('main > button').click();
  await phone.locator('header button').last().waitFor();
  await guide.show('solo-playing', phone);
  await phone.locator('header button').last().click();
  await phone.locator('section.paused button').first().waitFor();
  await guide.show('solo-paused', phone);
  await phone.locator('section.paused button').last().click();
  await phone.locator('header button').last().waitFor();
  await playToTheBell(server, phone);
  await guide.show('solo-predict', phone);
  await phone.locator('.predict > button').click();
  await phone.locator('nav a').first().waitFor();
  await guide.show('solo-end', phone);
  await phone.goto(`${server.url}${link}`);
  await phone.locator('ol li').first().waitFor();
  await guide.show('homework-attempts', phone);

  const other = await guide.open(link);
  await other.locator('#name').fill('Константин-Александр'.slice(0, 20));
  await other.locator('button[type="submit"]').click();
  await other.locator('.problem').waitFor();
  await guide.show('homework-name-taken', other);
  await desk.reload();
  await desk.locator('summary').first().click();
  await desk.locator('details[open] ol').waitFor();
  await guide.show('homework-report', desk);
  await desk.locator('.acts button').first().click();
  await guide.show('homework-way-back', desk);
  await desk.locator('dialog[open] button.main').click();
  await desk.locator('dialog[open] .code svg').waitFor();
  await guide.show('homework-way-back-link', desk);
  await desk.keyboard.press('Escape');
  const alone = await guide.open('/solo');
  await alone.locator('form').waitFor();
  await guide.show('solo-choice', alone);
  await alone.locator('main section button').first().click();
  await alone.locator('.letter').waitFor();
  await alone.locator('main > button').click();
  await alone.locator('header button').last().waitFor();
  await playToTheBell(server, alone);
  await alone.locator('.predict > button').click();
  await alone.locator('nav a').first().waitFor();
  await guide.show('solo-first-end', alone);
  await alone.goto(`${server.url}/solo`);
  await alone.locator('main ol button').first().click();
  await alone.locator('.letter').waitFor();
  await alone.locator('main > button').click();
  await alone.locator('header button').last().waitFor();
  await playToTheBell(server, alone);
  await alone.locator('.predict > button').click();
  await alone.locator('nav a').first().waitFor();
  await guide.show('solo-mission-end', alone);
  const gone = await guide.open('/solo#homework=there-is-none');
  await gone.locator('.notice').waitFor();
  await guide.show('homework-unknown', gone);
}

/** In steps that no server takes for its own absence. */
async function playToTheBell(server: Guide['server'], phone: Awaited<ReturnType<Guide['open']>>): Promise<void> {
  const bell = phone.locator('.predict');
  while ((await bell.count()) === 0) {
    server.advance(3_000);
    await phone.evaluate(() => new Promise(requestAnimationFrame));
  }
}
