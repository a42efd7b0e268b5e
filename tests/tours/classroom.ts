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

  await desk.locator('[data-tour="flow"] button').last().click();
  await desk.locator('dialog[open]').waitFor();
  await guide.show('console-sure', desk);
  await desk.keyboard.press('Escape');
  await desk.locator('[data-tour="plans"] ul summary').first().click();
  await desk.locator('[data-tour="plans"] ul button').locator('visible=true').first().click();
  await desk.locator('[data-tour="plans"] form').waitFor();
  await guide.show('console-plan-editor', desk);

  const { proxy, server } = guide;
  const far = await guide.open(consoleOf(room), proxy.url);
  const wall = await guide.open(stageOf(room), proxy.url);
  await wall.locator('.class li').first().waitFor();
  await far.locator('.plan .lane').first().waitFor();
  proxy.cut();
  proxy.endOpen();
  await Promise.all([far.locator('.away').waitFor(), wall.locator('.stage.offline').waitFor()]);
  await guide.show('console-offline', far);
  await guide.show('stage-offline', wall);
  proxy.restore();
  await Promise.all([far.context().close(), wall.context().close()]);

  const wrong = await guide.open(consoleOf({ ...room, hostToken: room.stageToken }));
  await wrong.locator('.lost button').waitFor();
  await guide.show('console-link-lost', wrong);
  await desk.goto(`${server.url}/host`);
  await desk.locator('form button[type="submit"]').waitFor();
  await desk.reload();
  await desk.locator('li .code').first().waitFor();
  await guide.show('console-sessions', desk);
  await desk.context().close();
  room.close();
  await phone.locator('.lobby .banners:not(.silent)').waitFor();
  await guide.show('lobby-teacher-away', phone);
  await guide.show('stage-teacher-away', stage);
}
