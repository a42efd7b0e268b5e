import type { Plugin } from 'vite';

const mark = '<!-- page-head -->';

/** What every page has in its head. A page adds what is its own after it. */
const head = `<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" content="#f6f1e7" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#11162a" media="(prefers-color-scheme: dark)" />
    <meta name="robots" content="noindex" />
    <meta name="referrer" content="no-referrer" />
    <title>Ack Attack</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />`;

/** Writes the head that the pages share into each of them. */
export function pageHead(): Plugin {
  return {
    name: 'ack-attack:page-head',
    transformIndexHtml: {
      order: 'pre',
      handler(html, { filename }) {
        if (!html.includes(mark)) throw new Error(`${filename} has no ${mark}`);
        return html.replace(mark, head);
      },
    },
  };
}
