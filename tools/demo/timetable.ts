import type { FaultSpan, LaneId } from '@ack-attack/engine';
import type { Locator } from 'playwright-core';
import { waitFor } from '../../tests/wire/wait-for.ts';
import type { Classroom } from './classroom.ts';
import type { Phone } from './phone.ts';
import type { Entry, PlannedRound, Span } from './plan.ts';
import { wording } from '../../tests/journeys/wording.ts';

/** Lets everything of a round's timetable happen at its game time. Resolves when the last of it is over. */
export async function followTimetable(room: Classroom, round: number, planned: PlannedRound): Promise<void> {
  const { host, options } = room;
  const { roundMs } = options.pace;
  const gameMs = () => {
    const { clock } = host.view!;
    return clock.stoppedAt ?? host.serverNow() - clock.startedAt;
  };
  const inBackground: Promise<void>[] = [];
  for (const entry of planned.timetable) {
    await waitFor(`${entry.at} of round ${round} is over`, () => gameMs() >= entry.at * roundMs, roundMs + 60_000);
    const happening = happen(room, round, planned, entry);
    if (entry.do === 'leave') {
      inBackground.push(happening);
      // The end of the timetable tells it.
      happening.catch(() => undefined);
    } else await happening;
  }
  await Promise.all(inBackground);
}

async function happen(room: Classroom, round: number, planned: PlannedRound, entry: Entry): Promise<void> {
  const { host, teacher, stage, checks, phones, photographs, options } = room;
  switch (entry.do) {
    case 'inject': {
      const lane = entry.lane === 'all' ? 'all' : (Object.keys(host.view!.lanes) as LaneId[]).at(entry.lane);
      if (lane === undefined) throw new Error(`the plan names lane ${entry.lane}, which is not there`);
      const span = spanOf(entry.span, options.pace.roundMs);
      return room.order({ type: 'injectFault', lane, what: entry.what, span });
    }
    case 'tapFault': {
      const before = faultCount(room);
      await teacher.tapFault(entry.button);
      await waitFor('the fault of the console works', () => faultCount(room) > before);
      return checks.saw(`the console's button "${wording(entry.button)}" breaks the network of round ${round}`);
    }
    case 'pause':
      await teacher.click('console.flow.pause');
      await fadedIn(stage.getByRole('status').filter({ hasText: wording('stage.paused.help') }));
      for (const phone of phones) await phone.page.getByText(wording('play.paused.text')).waitFor();
      checks.saw(`the pause of round ${round} shows on the stage and on every phone`);
      await photographs.take(`${round}-paused`, room.pages(), true);
      await teacher.click('console.flow.resume');
      await waitFor('the round goes on', () => host.view?.phase === 'playing');
      return;
    case 'photograph':
      return photographs.take(`${round}-${entry.as}`, room.pages(), true);
    case 'reload':
      return awayAndBack(room, round, planned, phones[entry.phone % phones.length]!, 'reload');
    case 'leave':
      return awayAndBack(room, round, planned, phones[entry.phone % phones.length]!, 'leave');
  }
}

async function awayAndBack(
  room: Classroom,
  round: number,
  { contract }: PlannedRound,
  phone: Phone,
  how: 'reload' | 'leave',
): Promise<void> {
  const { checks, seatOf } = room;
  await phone.rest();
  const before = { seat: seatOf(phone.name), shown: await phone.seatShown() };
  if (how === 'reload') await phone.reload();
  else {
    await phone.leave();
    await waitFor('a bot covers the seat', () => driverOf(room, phone) === 'bot', 60_000);
    checks.saw(`a bot covers ${phone.name}'s seat while the phone is gone in round ${round}`);
    await phone.comeBack();
  }
  await waitFor('the phone is back', async () => (await phone.seatShown()) === before.shown).catch(() => undefined);
  const after = { seat: seatOf(phone.name), shown: await phone.seatShown() };
  const what = how === 'reload' ? 'reloading the page' : 'coming back';
  checks.that(
    JSON.stringify(after) === JSON.stringify(before) && before.seat !== undefined,
    `${phone.name} has the same seat after ${what} in round ${round}`,
    { before, after },
  );
  await waitFor('the player plays the seat again', () => driverOf(room, phone) === 'player');
  phone.play(contract);
}

/** Resolves when what has appeared stands still. */
async function fadedIn(notice: Locator): Promise<void> {
  await notice.evaluate(async (element) => {
    for (const { finished } of element.getAnimations()) await finished;
  });
}

function driverOf({ host, seatOf }: Classroom, { name }: Phone): 'player' | 'bot' | undefined {
  const seat = seatOf(name);
  if (seat === undefined) return undefined;
  return Object.values(host.view!.lanes).find(({ seats }) => seats[seat])?.seats[seat]?.driver;
}

function faultCount({ host }: Classroom): number {
  return Object.values(host.view!.lanes).reduce((sum, { faults }) => sum + Object.keys(faults).length, 0);
}

function spanOf(span: Span, roundMs: number): FaultSpan {
  if ('next' in span) return span;
  const forMs = Math.round(span.part * roundMs);
  return span.rate === undefined ? { forMs } : { rate: span.rate, forMs };
}
