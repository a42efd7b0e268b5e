import { isDeepStrictEqual } from 'node:util';
import type { GameEvent, LaneId } from '@ack-attack/engine';
import type { CommandResult } from '@ack-attack/protocol';
import { parseArchive } from '@ack-attack/replay';
import { exactlyOnceMistakes } from '../../tests/reliability/exactly-once-check.ts';
import { waitFor } from '../../tests/wire/wait-for.ts';
import type { Classroom } from './classroom.ts';
import type { Phone } from './phone.ts';
import { sessionReport, type SessionReport } from './session-report.ts';
import { laneName, type ShownResult } from './stage.ts';
import { wording } from '../../tests/journeys/wording.ts';

/** Ends the session by the console and lets everybody see that it is over. */
export async function finishSession(room: Classroom): Promise<void> {
  const { teacher, stage, phones, bots, host, checks, photographs } = room;
  await teacher.finish();
  await waitFor('the session is finished', () => host.view?.phase === 'finished');
  await stage.getByText(wording('stage.finished'), { exact: true }).waitFor();
  for (const phone of phones) await phone.page.getByText(wording('play.finished.title')).waitFor();
  for (const bot of bots) bot.rest();
  await waitFor('everything is answered', () =>
    [host, ...bots.map(({ client }) => client)].every(({ pending }) => pending.length === 0),
  );
  await photographs.take('8-finished', room.pages());
  const response = await fetch(`${room.url}/api/sessions`);
  const { sessions } = (await response.json()) as { sessions: readonly { session: string }[] };
  checks.that(
    sessions.some(({ session }) => session === room.session),
    'the server lists the session among the finished ones',
  );
}

/** Compares the log with what the clients were told and what the stage showed. */
export async function checkLog(
  room: Classroom,
  shown: readonly Record<LaneId, ShownResult>[],
): Promise<{ log: string; report: SessionReport }> {
  const { checks, options, phones } = room;
  const response = await fetch(`${room.url}/api/sessions/${room.session}/log`);
  if (!response.ok) throw new Error(`the log cannot be read: ${response.status}`);
  const log = await response.text();
  const { events } = parseArchive(log);
  const report = sessionReport(events);

  const answers = room.answers();
  const mistakes = exactlyOnceMistakes(events, [...answers, ...unseenAnswers(events, answers, phones)]);
  checks.that(
    mistakes.length === 0,
    `the log has each of the ${report.acceptedCommands} accepted commands once`,
    mistakes,
  );
  checks.that(report.finished, 'the log ends with the session finished');
  checks.that(
    report.rounds.length === options.rounds.length,
    `the log has ${options.rounds.length} rounds`,
    report.rounds.length,
  );
  for (const [index, round] of report.rounds.entries()) {
    const recomputed = Object.fromEntries(
      round.lanes.map(({ lane, end, points, tally: { lost, duplicates } }) => [
        lane,
        { end, lost, duplicates, points } satisfies ShownResult,
      ]),
    );
    checks.that(
      isDeepStrictEqual(recomputed, shown[index]),
      `the stage showed in round ${round.round} what the log adds up to`,
      { recomputed, shown: shown[index] },
    );
    const planned = new Set(options.rounds[index]?.timetable.flatMap((e) => (e.do === 'inject' ? [e.what.kind] : [])));
    const injected = new Set(round.lanes.flatMap(({ faults }) => faults.map(({ what }) => what.kind)));
    checks.that(
      [...planned].every((kind) => injected.has(kind)),
      `the log has the faults of round ${round.round} (${[...injected].join(', ')})`,
      [...planned],
    );
  }
  for (const phone of phones) checks.that(phone.taps > 0, `${phone.name} played with ${phone.taps} taps`);
  return { log, report };
}

/**
 * The browser no longer shows us what reaches a page that is going away, though the page itself may still take it: one
 * answer at the most each time, as one command is on its way at a time.
 */
function unseenAnswers(
  events: readonly GameEvent[],
  answers: readonly CommandResult[],
  phones: readonly Phone[],
): CommandResult[] {
  const seen = new Set(answers.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id));
  return phones.flatMap(({ name, cuts }) => {
    const player = events.find((event) => event.type === 'playerJoined' && event.name === name);
    const unseen = events.flatMap((event, index) =>
      event.type === 'commandAccepted' &&
      player &&
      'player' in player &&
      event.by === player.player &&
      !seen.has(event.id)
        ? [{ id: event.id, outcome: 'accepted' as const, version: index + 1 }]
        : [],
    );
    return unseen.slice(0, cuts);
  });
}

/** Opens the replay by the links that a student and the teacher get. */
export async function checkReplay(room: Classroom, report: SessionReport): Promise<void> {
  const { teacher, phones, checks, photographs } = room;
  const [phone] = phones;
  if (!phone) return;
  await phone.page.getByRole('link', { name: wording('play.finished.replay') }).tap();
  await teacher.page.goto(await teacher.replayAddress());
  const lanes = report.rounds[0]?.lanes ?? [];
  for (const page of [phone.page, teacher.page]) {
    await page.getByRole('heading', { level: 1 }).getByText(report.roomCode).waitFor();
    const strip = page.getByRole('navigation', { name: wording('replay.lanes') });
    await strip.getByRole('button').first().waitFor();
    const missing: string[] = [];
    for (const { lane } of lanes) {
      if ((await strip.getByRole('button', { name: laneName(lane) }).count()) !== 1) missing.push(laneName(lane));
    }
    checks.that(missing.length === 0, `the replay shows all ${lanes.length} lanes`, missing);
    const rounds = await page
      .getByRole('combobox', { name: wording('replay.rounds') })
      .locator('option')
      .count();
    checks.that(rounds === report.rounds.length, `the replay offers ${report.rounds.length} rounds`, rounds);
  }
  await photographs.take('9-replay', { console: teacher.page, 'phone-1': phone.page }, true);
}
