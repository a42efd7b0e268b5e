import type { LaneId, RoundSettings } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { waitFor } from '../../tests/wire/wait-for.ts';
import type { Classroom } from './classroom.ts';
import type { PlannedRound } from './plan.ts';
import { checkReview } from './review.ts';
import { laneName, shownResults, type ShownResult } from './stage.ts';
import { followTimetable } from './timetable.ts';
import { wording } from '../../tests/journeys/wording.ts';

/** Plays one round from the lobby to the reveal. Returns what the stage showed of each lane. */
export async function playRound(
  room: Classroom,
  round: number,
  planned: PlannedRound,
): Promise<Record<LaneId, ShownResult>> {
  await configure(room, planned);
  const photograph = (phase: string, moving = false) =>
    room.photographs.take(`${round}-${phase}`, room.pages(), moving);
  await photograph('lobby');

  const { host, teacher, stage, phones, checks } = room;
  await teacher.startRound(round);
  await waitFor('the round starts', () => host.view?.phase === 'playing' && host.view.round === round);
  await checkSeats(room, round);
  for (const phone of phones) phone.play(planned.contract);
  await followTimetable(room, round, planned);
  await waitFor('the bell rings', () => host.view?.phase === 'predicting', room.options.pace.roundMs + 60_000);
  for (const phone of phones) await phone.rest();

  await stage.getByText(wording('stage.predict.lead')).waitFor();
  for (const [index, phone] of phones.entries()) {
    await phone.believe((room.options.seed + index + round) % 3, (room.options.seed + index) % 2);
  }
  await photograph('predicting');
  // In the first round one is still thinking when the teacher shows the truth.
  const [, ...quick] = phones;
  for (const phone of round === 1 ? quick : phones) await phone.sayIt();
  if (round === 1) {
    const { expected } = host.view!.predictions;
    await waitFor('all but one have said', () => host.view?.predictions.made === expected - 1);
    await teacher.click('console.flow.reveal');
  }

  await waitFor('the truth is shown', () => host.view?.phase === 'revealed' && host.view.reveal);
  const lanes = Object.keys(host.view!.lanes) as LaneId[];
  await stage.getByText(wording('reveal.ledger'), { exact: true }).waitFor();
  for (const phone of phones) await phone.page.getByText(wording('play.reveal.belief')).waitFor();
  checks.saw(`round ${round} ends with the truth on the stage and on every phone`);
  await photograph('revealed');
  const shown = await shownResults(stage, lanes);
  await checkReview(room, round);
  return shown;
}

/** Contract and level by the console's own buttons; the pace, which it does not offer, by a command. */
async function configure(room: Classroom, { contract, level }: PlannedRound): Promise<void> {
  const { host, teacher, options } = room;
  const settled = () => host.view?.settings.contract === contract && host.view.settings.level === level;
  await waitFor('the lobby is open', () => host.view?.phase === 'lobby');
  if (!settled()) {
    await teacher.choose(contract, level);
    await waitFor('contract and level are chosen', settled);
  }
  const settings: RoundSettings = { ...settingsFor(contract, level), ...options.pace };
  await room.order({ type: 'configureRound', settings });
}

async function checkSeats({ host, phones, checks, seatOf }: Classroom, round: number): Promise<void> {
  const view = host.view!;
  const players = Object.values(view.players);
  const standing = players.filter(({ lane, seat }) => lane === undefined || seat === undefined);
  checks.that(standing.length === 0, `all ${players.length} players have a seat in round ${round}`, standing);
  const sizes = Object.values(view.lanes).map(({ seats }) => Object.keys(seats).length);
  checks.that(
    sizes.every((size) => size >= 3 && size <= 5),
    `the lanes of round ${round} have 3 to 5 seats`,
    sizes,
  );
  for (const phone of phones) {
    const lane = players.find(({ name }) => name === phone.name)?.lane;
    await phone.page
      .getByRole('banner')
      .getByText(laneName(lane ?? ('' as LaneId)))
      .first()
      // A narrow phone shows the lane's stamp in its place.
      .waitFor({ state: 'attached' });
    checks.that(seatOf(phone.name) !== undefined, `${phone.name} sees the seat ${seatOf(phone.name)}`);
  }
}
