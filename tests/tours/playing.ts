import type { Page } from 'playwright-core';
import { countAt, filled, pressUntil, sendAStep } from '../journeys/phone.ts';
import { longRound } from '../journeys/room.ts';
import { waitFor } from '../wire/wait-for.ts';
import { afterwards } from './afterwards.ts';
import { consoleOf, enter, stageOf, type Guide } from './tour.ts';

const names = ['Ana', 'Константин-Александр', 'Boris'];
const card = (phone: Page) => phone.locator('article [data-do]:not([aria-disabled="true"])').first();

/** A round from the lobby to the end, as three phones, the wall and the teacher see it. */
export async function playing(guide: Guide): Promise<void> {
  const { server, proxy } = guide;
  const room = await guide.room(longRound({ contract: 'exactly-once', travelMs: [600, 900], freshMs: 0 }));
  const stage = await guide.open(stageOf(room));
  const desk = await guide.open(consoleOf(room));
  await stage.getByText(room.roomCode).first().waitFor({ state: 'attached' });
  await desk.getByText(room.roomCode).first().waitFor({ state: 'attached' });
  await guide.show('stage-lobby-empty', stage);
  await guide.show('console-lobby-empty', desk);

  const phones: Page[] = [];
  for (const name of names) phones.push(await enter(guide, room, name, proxy.url));
  const shown = (page: Page) => page.getByText('Boris').first().waitFor({ state: 'attached' });
  await Promise.all([shown(stage), shown(desk)]);
  await guide.show('lobby', phones[1]!);
  await guide.show('stage-lobby', stage);
  await guide.show('console-lobby', desk);

  await room.order({ type: 'startRound', shape: { producers: 1, consumers: 1 } });
  const roles = new Map<string, Page>();
  for (const phone of phones) {
    await phone.locator('[data-station]').first().waitFor();
    roles.set(await roleOf(room, phones.indexOf(phone)), phone);
  }
  const [producer, broker, consumer] = ['producer', 'broker', 'consumer'].map((role) => roles.get(role)!);
  await guide.show('consumer-empty', consumer!);
  await card(producer!).waitFor();
  await guide.show('producer-card', producer!);
  // The gallery leads the tour on screens without touch, too.
  await pressUntil(card(producer!), 'click', filled(producer!, 'way'));
  await card(broker!).waitFor();
  await guide.show('broker-card', broker!);
  const deliver = broker!.locator('[data-do="deliver"]:not([aria-disabled="true"])').first();
  await pressUntil(card(broker!), 'click', deliver);
  await pressUntil(deliver, 'click', filled(broker!, 'out'));
  await card(consumer!).waitFor();
  await guide.show('consumer-card', consumer!);
  server.advance(60_000);
  await waitFor('five orders wait', async () => (await countAt(producer!, 'book')) > 4);
  await guide.show('producer-full', producer!);
  await guide.show('stage-playing', stage);
  await guide.show('console-playing', desk);

  // A phone that is looked at for long finds another way, which is to be no better.
  proxy.deafen(true);
  await sendAStep(producer!, 'click');
  await guide.show('producer-sending', producer!);
  await producer!.locator('.banners:not(.silent)').waitFor();
  await guide.show('producer-slow', producer!);
  await producer!.context().setOffline(true);
  await producer!.locator('[data-banner="offline"]').waitFor();
  await guide.show('producer-offline', producer!);
  await producer!.context().setOffline(false);
  proxy.restore();
  proxy.forgetOpen();
  await Promise.all(phones.map((phone) => phone.evaluate(() => dispatchEvent(new Event('online')))));
  await Promise.all(phones.map((phone) => phone.locator('.banners.silent').waitFor({ state: 'attached' })));

  await room.order({
    type: 'injectFault',
    lane: 'all',
    what: { kind: 'crash', role: 'broker' },
    span: { forMs: 600_000 },
  });
  await broker!.locator('.notice').waitFor();
  await guide.show('broker-crashed', broker!);
  await guide.show('stage-crashed', stage);
  await room.order({ type: 'pauseRound' });
  await consumer!.locator('.notice').waitFor();
  await guide.show('consumer-paused', consumer!);
  await guide.show('stage-paused', stage);
  await guide.show('console-paused', desk);
  await room.order({ type: 'resumeRound' });
  await room.order({ type: 'healFaults', lane: 'all' });

  await room.order({ type: 'ringBell' });
  const say = (phone: Page) => phone.locator('main button').last();
  await producer!.locator('.clock').waitFor({ state: 'detached' });
  await say(producer!).waitFor();
  await guide.show('predict', producer!);
  await say(producer!).click();
  await producer!.locator('.sending, [aria-busy="true"]').waitFor({ state: 'detached' });
  await guide.show('predict-done', producer!);
  await guide.show('stage-predicting', stage);
  await guide.show('console-predicting', desk);
  await room.order({ type: 'revealTruth' });
  await consumer!.locator('.notice').waitFor({ state: 'detached' });
  await guide.show('reveal', consumer!);
  await guide.show('stage-suspense', stage);
  await stage.locator('.skip').waitFor({ state: 'detached' });
  await guide.show('stage-revealed', stage);
  await guide.show('console-revealed', desk);
  await room.order({ type: 'finishSession' });
  await producer!.locator('a[href^="/replay"]').waitFor();
  await guide.show('finished', producer!);
  await guide.show('stage-finished', stage);
  await guide.show('console-finished', desk);
  await afterwards(guide, room, producer!);
}

type RoomOf = Awaited<ReturnType<Guide['room']>>;

async function roleOf(room: RoomOf, index: number): Promise<string> {
  const { players = {}, lanes = {} } = room.host.view ?? {};
  const { lane, seat } = Object.values(players).find(({ name }) => name === names[index]) ?? {};
  return (lane && seat && lanes[lane]?.seats[seat]?.role) ?? '';
}
