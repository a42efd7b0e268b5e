import { createClient, memoryStorage, type Client } from '@ack-attack/client';
import type { HostCommand, SeatId } from '@ack-attack/engine';
import type { CommandResult } from '@ack-attack/protocol';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, launchWithoutGraphics } from '../../tests/browser.ts';
import { waitFor } from '../../tests/wire/wait-for.ts';
import { createWireBot, type WireBot } from '../../tests/wire/wire-bot.ts';
import type { Checks } from './checks.ts';
import type { DemoOptions } from './options.ts';
import { createPageWatch, type PageWatch } from './page-watch.ts';
import { Phone } from './phone.ts';
import type { Photographs } from './photographs.ts';
import { classNames, phoneNames, stubborn } from './plan.ts';
import { openStage } from './stage.ts';
import { Teacher } from './teacher.ts';

/** Everybody who is in the room, and what watches them. */
export interface Classroom {
  options: DemoOptions;
  checks: Checks;
  photographs: Photographs;
  url: string;
  session: string;
  teacher: Teacher;
  stage: Page;
  phones: readonly Phone[];
  bots: readonly WireBot[];
  /** A second console of the same teacher, for what is not clicked, and to look through. */
  host: Client<'console'>;
  watch: PageWatch;
  /** Gives a command. @throws Error where it is refused */
  order(command: HostCommand): Promise<void>;
  /** Every answer that a client got, once for each command. */
  answers(): readonly CommandResult[];
  seatOf(name: string): SeatId | undefined;
  /** All pages that are open, by device. */
  pages(): Record<string, Page>;
  close(): Promise<void>;
}

/** Opens a session at a server and lets everybody in. */
export async function openClassroom(
  url: string,
  options: DemoOptions,
  parts: Pick<Classroom, 'checks' | 'photographs'>,
): Promise<Classroom> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('no Chromium is here: run tests/install, or set CHROMIUM_PATH to one');
  const browser = await launchWithoutGraphics(executablePath);
  try {
    return await furnish(browser, url, options, parts);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function furnish(
  browser: Browser,
  url: string,
  options: DemoOptions,
  parts: Pick<Classroom, 'checks' | 'photographs'>,
): Promise<Classroom> {
  const watch = createPageWatch(url);
  const [first] = options.rounds;
  const teacher = await Teacher.open(browser, url, watch);
  if (first) await teacher.choose(first.contract, first.level);
  const { session, token, stageAddress } = await teacher.openSession();
  const stage = await openStage(browser, stageAddress, watch);

  const host = createClient({ as: 'console', url, storage: memoryStorage() });
  const { roomCode } = await host.resume(session, token);
  const hostAnswers: CommandResult[] = [];

  const [from, to] = [classNames.indexOf(stubborn.from), classNames.indexOf(stubborn.to)];
  const bots = classNames.slice(0, options.wireClients).map((name, index) =>
    createWireBot({
      url,
      name,
      seed: options.seed * 1_000 + index,
      ...(index >= from && index <= to ? { contract: stubborn.contract } : {}),
    }),
  );
  // One after the other: who joins together sits together.
  for (const bot of bots) await bot.join(roomCode);
  // One student follows the QR code, the others type what they see.
  const phones = await Promise.all(
    phoneNames.slice(0, options.phones).map(async (name, index) => {
      const phone = await Phone.open(browser, name, index === 0 ? `${url}/${roomCode}` : `${url}/`, watch);
      await phone.join(roomCode);
      return phone;
    }),
  );
  const everybody = options.wireClients + options.phones;
  await waitFor('everybody is in', () => host.view && Object.keys(host.view.players).length === everybody);

  return {
    ...parts,
    options,
    url,
    session,
    teacher,
    stage,
    phones,
    bots,
    host,
    watch,
    async order(command) {
      const answer = await host.send(command);
      hostAnswers.push(answer);
      if (answer.outcome === 'rejected') throw new Error(`${command.type} was refused: ${answer.code}`);
    },
    answers: () => [
      ...hostAnswers,
      ...bots.flatMap((bot) => bot.answers.map(({ answer }) => answer)),
      ...watch.answers.values(),
    ],
    seatOf: (name) => Object.values(host.view?.players ?? {}).find((player) => player.name === name)?.seat,
    pages: () => ({
      stage,
      console: teacher.page,
      ...Object.fromEntries(
        phones.flatMap(({ page }, index) => (page.isClosed() ? [] : [[`phone-${index + 1}`, page]])),
      ),
    }),
    async close() {
      for (const bot of bots) bot.close();
      host.close();
      await Promise.all(phones.map((phone) => phone.close()));
      await browser.close();
    },
  };
}
