import type { SessionAddress, StageView, Sync, Welcome } from '@ack-attack/protocol';
import type { Browser, BrowserContextOptions, Page, WebSocketRoute } from 'playwright-core';

/** A stage page whose server is the test: it shows whatever view it is given. */
export interface Wall {
  page: Page;
  /** Shows another view. */
  show(view: StageView): void;
  /** What the page has ordered. */
  readonly commands: readonly unknown[];
  /** Cuts the page off, or lets it connect again. */
  cut(off: boolean): Promise<void>;
}

export interface WallOptions extends BrowserContextOptions {
  /** Origin of a server that has the page. */
  url: string;
  /** Behind the page's path, as `?lang=ru`. */
  query?: string;
  view: StageView;
}

/** Opens a stage that shows a view. */
export async function openWall(browser: Browser, { url, query = '', view, ...context }: WallOptions): Promise<Wall> {
  const opened = await browser.newContext({ viewport: { width: 1920, height: 1080 }, ...context });
  const page = await opened.newPage();
  const commands: unknown[] = [];
  const sockets = new Set<WebSocketRoute>();
  let shown = view;
  let version = 1;
  let off = false;

  const tell = (socket: WebSocketRoute, event: string, payload: object) =>
    socket.send(`42${JSON.stringify([event, payload])}`);

  function welcome(socket: WebSocketRoute): void {
    const message: Welcome = {
      as: 'stage',
      session: shown.session,
      roomCode: shown.roomCode,
      lastSeq: 0,
      serverNow: Date.now(),
    };
    tell(socket, 'welcome', message);
    tell(socket, 'view', { version, view: shown });
  }

  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    if (off) return void socket.close({ code: 1001 });
    sockets.add(socket);
    socket.onClose(() => sockets.delete(socket));
    const session = {
      sid: 'made-up',
      upgrades: [],
      pingInterval: 300_000,
      pingTimeout: 300_000,
      maxPayload: 1_000_000,
    };
    socket.send(`0${JSON.stringify(session)}`);
    socket.onMessage((message) => {
      const text = message.toString();
      // Whoever comes says in the handshake who it is.
      if (text.startsWith('40')) {
        socket.send('40{"sid":"made-up"}');
        return welcome(socket);
      }
      if (!text.startsWith('42')) return;
      const [event, payload] = JSON.parse(text.slice(2)) as [string, unknown];
      if (event === 'sync') {
        tell(socket, 'synced', { sentAt: (payload as Sync).sentAt, serverNow: Date.now(), version });
      }
      if (event === 'command') {
        const { id, command } = payload as { id: string; command: unknown };
        commands.push(command);
        tell(socket, 'answer', { id, outcome: 'accepted', version });
      }
    });
  });
  // Nor may it get past by polling.
  await page.route(/\/socket\.io\//, (route) => route.abort());
  const address: SessionAddress = { addresses: [{ url }] };
  await page.route(/\/api\/sessions\/[^/]+\/address$/, (route) => route.fulfill({ json: address }));
  const secrets = `session=made-up&token=${'t'.repeat(24)}`;
  await page.goto(`${url}/stage${query}#${secrets}`);
  return {
    page,
    commands,
    show(next) {
      [shown, version] = [next, version + 1];
      for (const socket of sockets) tell(socket, 'view', { version, view: shown });
    },
    async cut(whether) {
      off = whether;
      if (off) for (const socket of [...sockets]) await socket.close({ code: 1001 });
    },
  };
}
