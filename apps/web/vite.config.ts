import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { browserFloor } from './build/browser-floor.ts';
import { catalogues } from './build/catalogues.ts';
import { firstChunk } from './build/first-chunks.ts';
import { firstLoad } from './build/first-load.ts';
import { laterParts } from './build/later-parts.ts';
import { plainPrivateFields } from './build/plain-private-fields.ts';
import { phoneWorker } from './build/phone-worker.ts';
import { pageAddresses } from './build/page-addresses.ts';

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
};

const { phone: _phone, ...otherPages } = pages;
const others = Object.values(otherPages);

export default defineConfig({
  base: '/',
  appType: 'mpa',
  plugins: [catalogues(), pageAddresses(), svelte(), plainPrivateFields(), laterParts(), phoneWorker(), firstLoad()],
  resolve: {
    alias: [
      // Catalogues are parsed at build, so no page carries the parser.
      { find: /^@formatjs\/icu-messageformat-parser$/, replacement: '@formatjs/icu-messageformat-parser/no-parser.js' },
      // Links are WebSockets or the client's own polling, and what a phone never uses it need not load.
      {
        find: /^\.\/(transports\/)?(webtransport|polling-xhr(\.node)?)\.js$/,
        replacement: fileURLToPath(new URL('build/no-transport.ts', import.meta.url)),
      },
    ],
  },
  worker: { plugins: () => [plainPrivateFields()] },
  build: {
    target: browserFloor,
    // Browsers without it load the same files a little later.
    modulePreload: { polyfill: false },
    // Data URLs would need a wider content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Older Safari mistakes the scope of class fields, so they become assignments, which are smaller than definitions.
      transform: { assumptions: { setPublicClassFields: true } },
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
