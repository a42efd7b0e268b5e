import type { Guide } from './tour.ts';

/** Pages without a session. */
export async function firstPages(guide: Guide): Promise<void> {
  const start = await guide.open('/host');
  await start.locator('input[type="radio"]').first().waitFor({ state: 'attached' });
  await guide.show('console-start', start);
  const stage = await guide.open('/stage');
  await stage.locator('#app *').first().waitFor();
  await guide.show('stage-no-session', stage);
  const replay = await guide.open('/replay#session=there-is-none');
  await replay.locator('#app *').first().waitFor();
  await guide.show('replay-unknown', replay);
  const glossary = await guide.open('/glossary');
  await glossary.locator('.terms').first().waitFor();
  await guide.show('glossary', glossary);
}
