import type { PlayerId } from '@ack-attack/engine';
import { enter, typeName, type Guide } from './tour.ts';

/** The way in, and everything that can stand in it. */
export async function joining(guide: Guide): Promise<void> {
  const room = await guide.room();
  const empty = await guide.open();
  await empty.locator('#room').waitFor();
  await guide.show('join-empty', empty);

  await typeName(empty, 'Ana');
  await empty.locator('#problem .problem').waitFor();
  await guide.show('join-code-short', empty);
  await empty.locator('#room').fill('ACDEFG');
  await typeName(empty, 'Ana');
  await empty.locator('#room[aria-invalid="true"]').waitFor();
  await guide.show('join-unknown-room', empty);

  const ana = await enter(guide, room, 'Ana');
  await guide.show('lobby-first', ana);
  const other = await guide.open(`/${room.roomCode}`);
  await typeName(other, 'Ana');
  await other.locator('#name[aria-invalid="true"]').waitFor();
  await guide.show('join-name-taken', other);
  await room.order({ type: 'lockRoom', locked: true });
  await typeName(other, 'Boris');
  await other.locator('#room[aria-invalid="true"]').waitFor();
  await guide.show('join-locked', other);

  const [player] = Object.keys(room.host.view?.players ?? {}) as PlayerId[];
  await ana.locator('details summary').click();
  await guide.show('lobby-own-link', ana);
  const tab = await ana.context().newPage();
  await tab.goto(`${guide.server.url}/`);
  await ana.locator('.notice').waitFor();
  await guide.show('superseded', ana);
  await room.order({ type: 'removePlayer', player: player! });
  await tab.locator('.problem').waitFor();
  await guide.show('join-removed', tab);
}
