import { readFileSync } from 'node:fs';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { languages } from '../../../packages/engine/src/base/languages.ts';
import { browserNames } from './browser-floor.ts';

type Texts = Readonly<Record<string, string>>;

/**
 * Writes into every page what it says where it cannot start, in every language: hidden until public/start-check.js finds
 * that nothing has replaced it, and words about JavaScript where that is off.
 */
export function startNotice(): Plugin {
  return {
    name: 'ack-attack:start-notice',
    transformIndexHtml: {
      order: 'pre',
      handler(html) {
        const notice = languages.map((language) => {
          const texts = textsOf(language);
          const browsers = texts['start.browsers']!.replace('{browsers}', browserNames);
          return `<section lang="${language}"><h1>${texts['start.title']}</h1><p>${texts['start.reload']}</p><p>${browsers}</p></section>`;
        });
        const scripts = languages.map((language) => `<p lang="${language}">${textsOf(language)['start.scripts']}</p>`);
        return {
          html: html.replace(
            '<div id="app"></div>',
            `<div id="app"><div id="not-started" hidden>${notice.join('')}</div></div>`,
          ),
          tags: [
            { tag: 'noscript', children: `<div id="no-scripts">${scripts.join('')}</div>`, injectTo: 'body' },
            { tag: 'script', attrs: { src: '/start-check.js', async: true }, injectTo: 'head' },
          ] satisfies HtmlTagDescriptor[],
        };
      },
    },
  };
}

function textsOf(language: string): Texts {
  const file = new URL(`../../../packages/lesson/src/catalogues/${language}/start.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Texts;
}
