import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const textual: ReadonlySet<string> = new Set(['.js', '.css', '.json', '.svg']);

/**
 * Writes each textual file of assets/ compressed beside it, as NAME.br: as small as brotli makes it, which takes seconds
 * that a server that starts does not have. A file of assets/ never changes under its name, so the form stays right.
 */
export function compressedAssets(): Plugin {
  return {
    name: 'ack-attack:compressed-assets',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) throw new Error('the build has no folder');
      const files = Object.values(bundle).filter(
        ({ fileName }) => fileName.startsWith('assets/') && textual.has(extname(fileName)),
      );
      await Promise.all(
        files.map(async (file) => {
          const plain = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          const form = await promisify(brotliCompress)(plain, {
            params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
          });
          await writeFile(join(dir, `${file.fileName}.br`), form);
        }),
      );
    },
  };
}
