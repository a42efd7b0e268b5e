import type { Browser, Page } from 'playwright-core';
import { deviceOf, openPage, type PageLook } from '../journeys/browser.ts';
import type { ClockedServer } from '../journeys/clocked-server.ts';
import { openRoom, type Room } from '../journeys/room.ts';
import { openWall } from '../journeys/wall.ts';
import { startTcpProxy } from '../wire/tcp-proxy.ts';
import type { Tour } from './tour.ts';

/** Takes a tour with devices of one look; `look` is called at every state. */
export async function lead(
  tour: Tour,
  { browser, server, as }: { browser: Browser; server: ClockedServer; as: PageLook },
  show: (state: string, page: Page) => Promise<void>,
): Promise<void> {
  const proxy = await startTcpProxy(server.port);
  const pages: Page[] = [];
  const rooms: Room[] = [];
  try {
    await tour({
      server,
      proxy,
      async room(settings) {
        const room = await openRoom(server.url, settings);
        rooms.push(room);
        return room;
      },
      async open(path = '/', origin = server.url) {
        const page = await openPage(browser, as);
        pages.push(page);
        await page.goto(`${origin}${path}`);
        return page;
      },
      async wall(view) {
        const { page } = await openWall(browser, { url: server.url, view, ...deviceOf(as) });
        pages.push(page);
        return page;
      },
      show,
    });
  } finally {
    for (const room of rooms) room.close();
    await Promise.all(pages.map((page) => page.context().close()));
    await proxy.close();
  }
}
