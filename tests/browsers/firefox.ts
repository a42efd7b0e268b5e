import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectBidi } from './bidi-connection.ts';
import type { DrivenBrowser } from './driven-browser.ts';
import { keyActions, tapActions } from './input-actions.ts';
import { findProgram, startProgram } from './program.ts';

/** Nothing is asked of the internet, and nobody of the first start. */
const preferences: Readonly<Record<string, string | number | boolean>> = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.contentblocking.features.standard': '-tp,-tpPrivate,cookieBehavior0,-cm,-fp',
  'browser.newtabpage.enabled': false,
  'browser.safebrowsing.blockedURIs.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'browser.runtime.checkDefaultBrowser': false,
  'browser.startup.homepage': 'about:blank',
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'browser.topsites.contile.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  // Windows that lie behind others are as quick as the one in front.
  'dom.min_background_timeout_value': 4,
  'dom.w3c_touch_events.enabled': 1,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'intl.accept_languages': 'en-GB',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.prefetch-next': false,
  'network.proxy.type': 0,
  'services.settings.server': 'data:,none',
  'toolkit.telemetry.server': 'data:,none',
  'toolkit.telemetry.enabled': false,
  'ui.systemUsesDarkTheme': 0,
  'widget.windows.window_occlusion_tracking.enabled': false,
};

/** Its path: FIREFOX_PATH, or the installed one. @throws Error with what to do where there is none */
export function findFirefox(): string {
  const chosen = process.env['FIREFOX_PATH'];
  return findProgram(chosen ? [] : ['firefox-esr', 'firefox'], chosen ? [chosen] : [], 'Firefox');
}

/** The installed Firefox, over WebDriver BiDi. @throws Error with what to do where there is none */
export async function launchFirefox(): Promise<DrivenBrowser> {
  const path = findFirefox();
  const profile = await mkdtemp(join(tmpdir(), 'ack-attack-firefox-'));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, 'user.js'), lines.join('\n'));
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  const program = startProgram(path, args, { MOZ_CRASHREPORTER_DISABLE: '1' });
  const end = async () => {
    await program.end();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    const [, url] = await program.prints(/WebDriver BiDi listening on (ws:\S+)/);
    const bidi = await connectBidi(`${url}/session`);
    const { capabilities } = await bidi.send<{ capabilities: { browserVersion: string } }>('session.new', {
      capabilities: {},
    });
    const evaluations = new Map<string, Set<() => void>>();
    // A document that is kept for going back never ends, and what was asked of it is never answered.
    bidi.on<{ type: string; context?: string }>('script.realmCreated', ({ type, context }) => {
      if (type === 'window') for (const giveUp of evaluations.get(context ?? '') ?? []) giveUp();
    });
    await bidi.send('session.subscribe', { events: ['script.realmCreated'] });
    return {
      name: `Firefox ${capabilities.browserVersion}`,
      async newWindow(screen) {
        const { context } = await bidi.send<{ context: string }>('browsingContext.create', { type: 'window' });
        const { width, height } = screen;
        await bidi.send('browsingContext.setViewport', { context, viewport: { width, height } });
        const pending = new Set<() => void>();
        evaluations.set(context, pending);
        const perform = (actions: readonly object[]) => bidi.send('input.performActions', { context, actions });
        return {
          screen,
          open: async (url) =>
            void (await bidi.send('browsingContext.navigate', { context, url, wait: 'interactive' })),
          async evaluate(expression) {
            const script = { expression, target: { context }, awaitPromise: true };
            let giveUp = () => {};
            const gone = new Promise<never>((_, reject) => {
              giveUp = () => reject(new Error('the document has gone away'));
              pending.add(giveUp);
            });
            const answer = await Promise.race([bidi.send<Evaluated>('script.evaluate', script), gone]).finally(() =>
              pending.delete(giveUp),
            );
            if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
            return answer.result.value;
          },
          tap: async (x, y) => void (await perform(tapActions(x, y, screen))),
          type: async (text) => void (await perform(keyActions(text))),
          async picture() {
            const { data } = await bidi.send<{ data: string }>('browsingContext.captureScreenshot', { context });
            return Buffer.from(data, 'base64');
          },
          close: async () => void (await bidi.send('browsingContext.close', { context })),
        };
      },
      async close() {
        bidi.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

type Evaluated =
  { type: 'success'; result: { value: string } } | { type: 'exception'; exceptionDetails: { text: string } };
