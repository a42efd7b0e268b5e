import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { browserFloor } from './build/browser-floor.ts';
import { catalogues } from './build/catalogues.ts';
import { compressedAssets } from './build/compressed-assets.ts';
import { firstChunk } from './build/first-chunks.ts';
import { firstLoad } from './build/first-load.ts';
import { floorCheck } from './build/floor-check.ts';
import { floorStyles } from './build/floor-styles.ts';
import { laterParts } from './build/later-parts.ts';
import { plainPrivateFields } from './build/plain-private-fields.ts';
import { phoneWorker } from './build/phone-worker.ts';
import { pageHead } from './build/page-head.ts';
import { pageAddresses } from './build/page-addresses.ts';
import { textModules } from './build/text-modules.ts';
import { startNotice } from './build/start-notice.ts';

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const server = `http://localhost:${process.env.PORT ?? 3000}`;

const pages = {
  phone: page('index.html'),
  console: page('host.html'),
  stage: page('stage.html'),
  replay: page('replay.html'),
  report: page('report.html'),
  solo: page('solo.html'),
  homework: page('homework.html'),
  glossary: page('glossary.html'),
};

const { phone: _phone, ...otherPages } = pages;
const others = Object.values(otherPages);

const transform = {
  // Older Safari mistakes the scope of class fields, so they become assignments, which are smaller than definitions.
  assumptions: { setPublicClassFields: true },
  // For dependencies.
  inject: { 'Object.hasOwn': [page('../../packages/protocol/src/own-key.ts'), 'isOwn'] as [string, string] },
};

export default defineConfig({
  base: '/',
  appType: 'mpa',
  plugins: [
    textModules(),
    catalogues(),
    pageAddresses(),
    pageHead(),
    startNotice(),
    svelte(),
    plainPrivateFields(),
    laterParts(),
    phoneWorker(),
    floorCheck(),
    firstLoad(),
    compressedAssets(),
  ],
  resolve: {
    alias: [
      { find: '@formatjs/fast-memoize', replacement: page('build/memoize.ts') },
      // Catalogues are parsed at build, so no page carries the parser.
      { find: /^@formatjs\/icu-messageformat-parser$/, replacement: '@formatjs/icu-messageformat-parser/no-parser.js' },
      // Links are WebSockets or the client's own polling, and what a phone never uses it need not load.
      {
        find: /^\.\/(transports\/)?(webtransport|polling-xhr(\.node)?)\.js$/,
        replacement: fileURLToPath(new URL('build/no-transport.ts', import.meta.url)),
      },
    ],
  },
  css: { postcss: { plugins: [floorStyles as never] } },
  worker: { plugins: () => [plainPrivateFields()], rolldownOptions: { transform } },
  build: {
    target: browserFloor,
    // Browsers without it load the same files a little later.
    modulePreload: { polyfill: false },
    // Data URLs would need a wider content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      transform,
      input: pages,
      output: {
        codeSplitting: {
          groups: [{ name: firstChunk(pages.phone, others) }],
        },
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    // The server answers pages of its own host only, so the host stays the one that the browser asked for.
    proxy: { '/api': { target: server }, '/socket.io': { target: server, ws: true } },
  },
});
