import { settingsFor } from '@ack-attack/lesson';
import { consoleOf, enter, stageOf, type Guide } from './tour.ts';

/** The guided level, on a phone that is told the next step. */
export async function guided(guide: Guide): Promise<void> {
  const room = await guide.room({ ...settingsFor('exactly-once', 'zero'), roundMs: 600_000 });
  const phone = await enter(guide, room, 'Ana');
  await room.order({ type: 'startRound' });
  await phone.locator('.hinted').waitFor();
  await guide.show('guided', phone);
}

/** The level whose machines run by themselves. */
export async function autopilot(guide: Guide): Promise<void> {
  const room = await guide.room({ ...settingsFor('at-least-once', 'senior'), roundMs: 600_000 });
  const phone = await enter(guide, room, 'Ana');
  const stage = await guide.open(stageOf(room));
  const desk = await guide.open(consoleOf(room));
  await room.order({ type: 'startRound' });
  await phone.locator('main input, main select, main [role="radiogroup"], main fieldset').first().waitFor();
  await guide.show('autopilot', phone);
  // The count before a round hides the lanes.
  await stage.locator('.lead-in').waitFor({ state: 'detached' });
  await guide.show('stage-autopilot', stage);
  await guide.show('console-autopilot', desk);
}
