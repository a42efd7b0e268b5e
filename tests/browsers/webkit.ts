import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../wire/free-port.ts';
import { waitFor } from '../wire/wait-for.ts';
import type { DrivenBrowser } from './driven-browser.ts';
import { keyActions, tapActions } from './input-actions.ts';
import { findProgram, startProgram, type Program } from './program.ts';

/** GTK would make the buttons beside the address so wide that no window is as narrow as a phone. */
const narrowButtons = `toolbar, toolbar *, entry, button { min-width: 0; margin: 0; padding: 0 1px; }
toolbar image { -gtk-icon-transform: scale(0.5); }`;

const miniBrowsers = ['x86_64', 'aarch64'].flatMap((machine) =>
  ['4.1', '4.0', '6.0'].map((version) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-${version}/MiniBrowser`),
);

export interface WebKitLocale {
  /** As LANG; a locale that the machine lacks counts as American English, and `C` as no language at all. */
  lang?: string;
}

/** Paths of its programs. @throws Error with what to do where one is missing */
export function findWebKit(): { driver: string; binary: string; screenServer: string } {
  return {
    driver: findProgram(['WebKitWebDriver'], [], 'WebKitWebDriver'),
    binary: findProgram([], miniBrowsers, "WebKit's MiniBrowser"),
    screenServer: findProgram(['Xvfb'], [], 'Xvfb'),
  };
}

/**
 * The WebKit of GTK on a screen that nobody sees, over WebDriver.
 *
 * @throws Error with what to do where there is none
 */
export async function launchWebKit({ lang = 'en_GB.UTF-8' }: WebKitLocale = {}): Promise<DrivenBrowser> {
  const { driver, binary, screenServer } = findWebKit();
  const home = await mkdtemp(join(tmpdir(), 'ack-attack-webkit-'));
  await mkdir(join(home, 'gtk-3.0'));
  await writeFile(join(home, 'gtk-3.0/gtk.css'), narrowButtons);
  // Pages ask for less motion: here the processor draws every frame.
  await writeFile(join(home, 'gtk-3.0/settings.ini'), '[Settings]\ngtk-enable-animations=0\n');
  const programs: Program[] = [];
  const end = async () => {
    for (const program of programs.reverse()) await program.end();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    const display = startProgram(
      screenServer,
      ['-displayfd', '1', '-screen', '0', '6400x1000x24', '-nolisten', 'tcp'],
      {},
    );
    programs.push(display);
    const [, number] = await display.prints(/^(\d+)\n/m);
    const port = await freePort();
    programs.push(
      startProgram(driver, [`--port=${port}`], {
        DISPLAY: `:${number}`,
        HOME: home,
        XDG_CONFIG_HOME: home,
        GTK_THEME: 'Adwaita',
        NO_AT_BRIDGE: '1',
        LANG: lang,
        // Without a graphics card frames come sooner so.
        WEBKIT_DISABLE_COMPOSITING_MODE: '1',
        // It sees nothing but pages of this machine, and namespaces are often forbidden in containers.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      }),
    );
    const command = commandsAt(`http://127.0.0.1:${port}`);
    await waitFor('WebKitWebDriver answers', () =>
      command('GET', '/status').then(
        () => true,
        () => false,
      ),
    );
    const { sessionId, capabilities } = await command<Session>('POST', '/session', {
      capabilities: {
        alwaysMatch: {
          browserName: 'MiniBrowser',
          // With `eager` it may wait for ever where a command comes between the document and its last file.
          pageLoadStrategy: 'normal',
          // A script whose document goes away meanwhile is not answered before.
          timeouts: { script: 20_000, pageLoad: 240_000 },
          'webkitgtk:browserOptions': { binary, args: ['--automation'] },
        },
      },
    });
    const session = `/session/${sessionId}`;
    let first: string | undefined = await command<string>('GET', `${session}/window`);
    let shown: string | undefined = first;
    let turn: Promise<unknown> = Promise.resolve();
    /** Windows stand side by side: one that lies under another is not drawn, and its picture never comes. */
    let right = 0;

    /** The driver is in one window at a time. */
    function inWindow<T>(handle: string, act: () => Promise<T>): Promise<T> {
      const done = turn.then(async () => {
        if (shown !== handle) await command('POST', `${session}/window`, { handle });
        shown = handle;
        return act();
      });
      turn = done.catch(() => undefined);
      return done;
    }

    const newHandle = async () =>
      first ?? (await command<{ handle: string }>('POST', `${session}/window/new`, { type: 'window' })).handle;

    return {
      name: `WebKitGTK ${capabilities.browserVersion}`,
      async newWindow(screen) {
        const handle = await newHandle();
        first = undefined;
        const send = <T>(method: string, path: string, body?: object) =>
          inWindow(handle, () => command<T>(method, session + path, body));
        // The window has a bar above the page.
        const x = right;
        right += screen.width;
        await send('POST', '/window/rect', { x, y: 0, width: screen.width, height: screen.height });
        const inner = await send<number>('POST', '/execute/sync', { script: 'return innerHeight', args: [] });
        await send('POST', '/window/rect', { x, y: 0, width: screen.width, height: 2 * screen.height - inner });
        return {
          screen,
          open: (url) => send('POST', '/url', { url }),
          async evaluate(expression) {
            const script = `const done = arguments[0];
              Promise.resolve().then(() => (${expression})).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
            const answer = await send<Evaluated>('POST', '/execute/async', { script, args: [] });
            if ('error' in answer) throw new Error(answer.error);
            return answer.value;
          },
          tap: (x, y) => send('POST', '/actions', { actions: tapActions(x, y, screen) }),
          type: (text) => send('POST', '/actions', { actions: keyActions(text) }),
          picture: async () => Buffer.from(await send<string>('GET', '/screenshot'), 'base64'),
          async close() {
            await send('DELETE', '/window');
            shown = undefined;
          },
        };
      },
      async close() {
        await command('DELETE', session).catch(() => undefined);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

interface Session {
  sessionId: string;
  capabilities: { browserVersion: string };
}

type Evaluated = { value: string } | { error: string };

/** Commands of https://www.w3.org/TR/webdriver2/ to a driver. They throw what it answers where it refuses. */
function commandsAt(url: string) {
  return async <T = null>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
    });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  };
}
