import type { LaneId, PlayerId } from '@ack-attack/engine';
import { consoleOf, enter, stageOf, type Guide } from './tour.ts';

/** What the teacher does between rounds: seats, one student's sheet, and going away. */
export async function classroom(guide: Guide): Promise<void> {
  const room = await guide.room();
  const phone = await enter(guide, room, 'Константин-Александр');
  const stage = await guide.open(stageOf(room));
  await stage.locator('.class li').first().waitFor();
  const desk = await guide.open(consoleOf(room));
  await desk.locator('.plan .lane').first().waitFor();

  const { rules } = room.host.view!.host!;
  await room.order({ type: 'renameLane', lane: 'L1' as LaneId, name: 'Night owls' });
  await room.order({ type: 'configureRoom', rules: { ...rules, seating: 'by-hand' } });
  await desk.locator('.plan .lane button').first().waitFor();
  await guide.show('console-seats-by-hand', desk);
  const [player] = Object.keys(room.host.view!.players) as PlayerId[];
  await room.order({ type: 'giveExtraTime', player: player!, factor: 1.5 });
  await phone.locator('.own-time').waitFor();
  await guide.show('lobby-extra-time', phone);
  await desk.locator('li [aria-haspopup="dialog"]').first().click();
  await desk.locator('dialog[open]').waitFor();
  await guide.show('console-student', desk);
  await desk.keyboard.press('Escape');

  await desk.context().close();
  room.close();
  await phone.locator('.lobby .banners:not(.silent)').waitFor();
  await guide.show('lobby-teacher-away', phone);
  await guide.show('stage-teacher-away', stage);
}
