import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { transformWithOxc, type Plugin } from 'vite';
import { browserFloor } from './browser-floor.ts';
import { laterChunks, withImports } from './page-files.ts';

const source = new URL('../worker/service-worker.ts', import.meta.url);

/** Writes the service worker that keeps the phone's page, with the names of all its files. */
export function phoneWorker(): Plugin {
  return {
    name: 'ack-attack:phone-worker',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const entry = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.name === 'phone');
      if (entry?.type !== 'chunk') throw new Error('the build has no phone page');
      const chunks = [entry.fileName, ...laterChunks(entry, bundle, (id) => this.getModuleInfo(id)).values()];
      const files = [...withImports(chunks, bundle)].map((file) => `/${file}`).sort();
      const version = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 12);
      const { code } = await transformWithOxc(await readFile(source, 'utf8'), 'service-worker.ts', {
        target: browserFloor,
      });
      const head = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(files)};\n`;
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: head + code });
    },
  };
}
