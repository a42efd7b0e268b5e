import type { RoundSettings } from '@ack-attack/engine';
import type { StageView } from '@ack-attack/protocol';
import type { Page } from 'playwright-core';
import type { Room } from '../journeys/room.ts';
import type { ClockedServer } from '../journeys/clocked-server.ts';
import type { TcpProxy } from '../wire/tcp-proxy.ts';

/** What leads through the screens and looks at each. Everything a tour opens is closed after it. */
export interface Guide {
  server: ClockedServer;
  /** A way to the server that can be taken away. */
  proxy: TcpProxy;
  room(settings?: RoundSettings): Promise<Room>;
  /** A page of a device of its own; `path` starts with a slash. */
  open(path?: string, origin?: string): Promise<Page>;
  /** A stage that shows a made-up view. */
  wall(view: StageView): Promise<Page>;
  /** The page is in a state that is worth a look: its name is the screen's, a dash, and the state's. */
  show(state: string, page: Page): Promise<void>;
}

/** Drives real sessions through screens and their states. It must find its way in every language. */
export type Tour = (guide: Guide) => Promise<void>;

export const stageOf = (room: Room) =>
  `/stage#${new URLSearchParams({ session: room.session, token: room.stageToken })}`;

export const consoleOf = (room: Room) =>
  `/host#${new URLSearchParams({ session: room.session, token: room.hostToken, stage: room.stageToken })}`;

/** Opens the room's address on a phone and comes in, whatever the language. */
export async function enter(guide: Guide, room: Room, name: string, origin = guide.server.url): Promise<Page> {
  const phone = await guide.open(`/${room.roomCode}`, origin);
  await typeName(phone, name);
  await phone.locator('.lobby').waitFor();
  return phone;
}

export async function typeName(phone: Page, name: string): Promise<void> {
  await phone.locator('#name').fill(name);
  await phone.locator('button[type="submit"]').click();
}
