import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, memoryStorage, type Client } from '@ack-attack/client';
import type { GameEvent, Leg, Role } from '@ack-attack/engine';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { requireBuild } from '../builds.ts';
import { wording } from '../journeys/wording.ts';
import { startClockedServer, type ClockedServer } from '../journeys/clocked-server.ts';
import { longRound } from '../journeys/room.ts';
import { waitFor } from '../wire/wait-for.ts';
import type { DrivenBrowser, Screen } from './driven-browser.ts';
import type { Target, Words } from './look-for.ts';
import { Visitor } from './visitor.ts';
import { openWatchedDoor, type WatchedDoor } from './watched-door.ts';

const screens = {
  phone: { width: 360, height: 740, touch: true },
  laptop: { width: 1280, height: 800, touch: false },
} satisfies Record<string, Screen>;

const button = (name: string): Target => ({ role: 'button', name });
const link = (name: string): Target => ({ role: 'link', name });
const text = (words: Words): Target => ({ text: words });
const clock: Target = { role: 'slider', name: wording('replay.position') };
const banner: Target = { role: 'heading', within: { role: 'banner' } };
const step = (what: string): Target => ({ css: `article [data-do="${what}"]:not([aria-disabled="true"])` });

/** A lesson and a homework as a class goes through them, by hand, in one browser. Each test goes on from the last. */
export function describeJourneys(launch: () => Promise<DrivenBrowser>): void {
  describe('by hand', () => {
    let browser: DrivenBrowser;
    let server: ClockedServer;
    let teacher: Visitor;
    let stage: Visitor;
    let host: Client<'console'>;
    const phones: Visitor[] = [];
    const doors: WatchedDoor[] = [];
    /** Who has a window open. */
    let visitors: Visitor[] = [];

    beforeAll(async () => {
      await requireBuild('web');
      [browser, server] = await Promise.all([launch(), startClockedServer()]);
    });
    afterAll(async () => {
      host?.close();
      await browser?.close();
      for (const door of doors) await door.close();
      await server?.close();
    });
    afterEach(() => {
      expect(doors.flatMap((door) => door.takeMistakes())).toEqual([]);
    });

    async function visitor(name: string, screen: Screen): Promise<Visitor> {
      const [window, door] = await Promise.all([browser.newWindow(screen), openWatchedDoor(server.port)]);
      doors.push(door);
      const arrived = new Visitor(name, window, door);
      visitors.push(arrived);
      return arrived;
    }

    /** Keeps pictures of all windows, for who wants to look at them. */
    async function snap(scene: string): Promise<void> {
      const folder = process.env['PICTURES'];
      if (!folder) return;
      await mkdir(folder, { recursive: true });
      for (const { name, window } of visitors) {
        await writeFile(join(folder, `${browser.name.replace(' ', '-')}-${scene}-${name}.png`), await window.picture());
      }
    }

    /** Phones, by what their headings say of their seats. */
    const seats = new Map<string, Visitor>();
    const seat = (role: Role) => {
      const found = [...seats].find(([heading]) => heading.includes(wording(`common.role.${role}`)));
      if (!found) throw new Error(`nobody is the ${role}: ${[...seats.keys()].join(', ')}`);
      return found[1];
    };
    const log = () => server.store.read(host.view!.session, 0);
    const happened = async (type: GameEvent['type']) => (await log()).some((event) => event.type === type);

    test('the teacher opens a session, and its stage', async () => {
      teacher = await visitor('teacher', screens.laptop);
      await teacher.open('/host');
      for (const value of ['at-least-once', 'junior']) await teacher.tap({ css: `input[value="${value}"]` });
      await snap('start');
      await teacher.tap(button(wording('console.start.go')));
      const { href } = await teacher.see(link(wording('console.stage.open')));
      const secrets = new URLSearchParams((await teacher.address()).hash.slice(1));
      host = createClient({ as: 'console', url: server.url, storage: memoryStorage() });
      const { roomCode } = await host.resume(secrets.get('session')!, secrets.get('token')!);
      await waitFor('the view of the room', () => host.view);

      stage = await visitor('stage', screens.laptop);
      await stage.open(href);
      await stage.see({ role: 'heading', name: [...roomCode].join(' ') });
    });

    test('a class joins by the code and by the address', async () => {
      const { roomCode } = host.view!;
      for (const name of ['Ana', 'Ben', 'Chen']) {
        const phone = await visitor(name, screens.phone);
        const types = phones.length === 0;
        await phone.open(types ? '/' : `/${roomCode}`);
        if (types) await phone.fill({ label: wording('join.code') }, roomCode.toLowerCase());
        await phone.fill({ label: wording('join.name') }, name);
        if (types) await snap('join');
        await phone.tap(button(wording('join.go')));
        await phone.see(text(wording('phone.lobby.in')));
        await stage.see(text(name));
        phones.push(phone);
      }
      await snap('lobby');
    });

    test('three roles bring an order from its sending to its ack', async () => {
      // The console offers no pace.
      await host.send({ type: 'configureRound', settings: longRound({ orderEveryMs: 5_000 }) });
      await teacher.tap(button(wording('console.flow.start', { round: 1 })));
      for (const phone of phones) seats.set((await phone.see(banner)).text, phone);
      await seat('producer').tap(step('publish'));
      await seat('broker').tap(step('store'));
      await seat('broker').tap(step('confirm'));
      await snap('playing');
      await seat('broker').tap(step('deliver'));
      await seat('consumer').tap(step('charge'));
      await seat('consumer').tap(step('ack'));

      const arrived = async (leg: Leg) => {
        const events = await log();
        const sent = events.flatMap((event) =>
          event.type === 'packetSent' && event.packet.load.leg === leg ? [event.packet.id] : [],
        );
        return events.some((event) => event.type === 'packetArrived' && sent.includes(event.packet));
      };
      for (const leg of ['publish', 'confirm', 'deliver', 'ack'] as const) {
        await waitFor(`the ${leg} arrives`, () => arrived(leg));
      }
      expect((await log()).filter(({ type }) => type === 'cardCharged')).toHaveLength(1);
      expect(await happened('seatCovered')).toBe(false);
    });

    test('the console breaks the network and rings the bell, the class predicts, and all see the truth', async () => {
      await teacher.tap({ role: 'button', name: { pattern: `^${wording('console.preset.drop-publish')}` } });
      await teacher.miss(text(wording('console.faults.none')));
      await seat('producer').tap(step('publish'));
      await waitFor('the publish is lost', () => happened('packetDropped'));
      await snap('fault');

      await teacher.tap(button(wording('console.flow.bell')));
      await teacher.tap(button(wording('console.sure.yes-bell')));
      for (const phone of phones) {
        const lost: Target = { role: 'group', name: wording('play.predict.lost') };
        await phone.tap({ ...button(wording('play.predict.more')), within: lost });
        if (phone === phones[2]) await snap('predicting');
        await phone.tap(button(wording('play.predict.go')));
      }
      await teacher.see(text(wording('console.flow.predicted', { made: 3, expected: 3 })));
      await teacher.tap(button(wording('console.flow.reveal')));
      await stage.see(text(wording('reveal.ledger')));
      for (const phone of phones) await phone.see(text(wording('play.reveal.belief')));
      await snap('revealed');
    });

    test('the session ends, and phone and console replay it', async () => {
      await teacher.tap(button(wording('console.flow.finish')));
      await teacher.tap(button(wording('console.sure.yes-finish')));
      await stage.see(text(wording('stage.finished')));
      const [phone] = phones;
      await phone!.see(text(wording('play.finished.title')));
      await snap('finished');
      await phone!.tap(link(wording('play.finished.replay')));
      await teacher.open((await teacher.see(link(wording('console.flow.replay')))).href);
      for (const reader of [phone!, teacher]) {
        const before = await reader.see(clock);
        await reader.tap(button(wording('replay.play')));
        await waitFor('the replay goes on', async () => (await reader.see(clock)).value !== before.value);
        await reader.tap(button(wording('replay.pause')));
      }
      // On a laptop it stands beside.
      await phone!.tap({ role: 'tab', name: wording('replay.words') });
      await snap('replay');
      for (const { window } of [stage, ...phones]) await window.close();
      visitors = [teacher];
    });

    test('the teacher sets homework, a student plays it alone, and the teacher reads the results', async () => {
      await teacher.open('/homework');
      await teacher.fill({ label: 'Title' }, 'First losses');
      await teacher.fill({ label: 'Rounds' }, '1');
      await snap('homework-form');
      await teacher.tap(button('Set homework'));
      const { href } = await teacher.see({ css: 'a[href*="/solo#homework="]' });

      const student = await visitor('student', screens.phone);
      await student.open(href);
      await student.fill({ label: wording('join.name') }, 'Ana');
      await student.tap(button('Begin'));
      await student.see({ role: 'heading', name: 'First losses' });
      await student.tap(button('Start'));
      await student.see(button('Pause'));
      await student.tap(step('publish'));
      await snap('homework-round');
      while (!(await student.look(text(wording('play.predict.lost'))))) {
        for (let steps = 0; steps < 10; steps++) {
          // Longer steps look to a server as if it had been away, and between them it does what is due.
          server.advance(3_000);
          await fetch(`${server.url}/healthz`);
        }
      }
      await student.tap(button(wording('play.predict.go')));
      await student.see(text('Your teacher can see it now.'));
      await teacher.tap(button('Refresh'));
      await teacher.see({ text: { pattern: 'Ana' }, within: { css: 'summary' } });
      await snap('homework-read');
    });
  });
}
