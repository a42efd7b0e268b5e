import type { Plugin } from 'vite';
import { languages } from '../../../packages/engine/src/base/languages.ts';
import { laterChunks, withImports, type ModuleInfoOf } from './page-files.ts';

/**
 * Writes into the phone's page which files its later parts are made of, by part: so it can fetch them ahead, and
 * again where the network failed.
 *
 * @throws Error where the page asks for a part by a name that no part has
 */
export function laterParts(): Plugin {
  const asked = new Set<string>();
  let infoOf: ModuleInfoOf;
  return {
    name: 'ack-attack:later-parts',
    apply: 'build',
    transform(code) {
      for (const [, name] of code.matchAll(/\b(?:lazyChunk|fetchPart)\(\s*['"`]([\w/-]+)['"`]/g)) asked.add(name!);
      for (const [, texts] of code.matchAll(/\blazyChunk\(`(texts\/[\w+]+)-\$\{/g)) {
        for (const language of languages) asked.add(`${texts}-${language}`);
      }
    },
    renderStart() {
      infoOf = (id) => this.getModuleInfo(id);
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle, chunk }) {
        if (!bundle || chunk?.name !== 'phone') return undefined;
        const first = withImports([chunk.fileName], bundle);
        const parts = [...laterChunks(chunk, bundle, infoOf)].map(([name, file]) => [
          name,
          [...withImports([file], bundle)].filter((needed) => !first.has(needed)).map((needed) => `/${needed}`),
        ]);
        const listed = Object.fromEntries(parts) as Record<string, string[]>;
        const unknown = [...asked].filter((name) => !(name in listed));
        if (unknown.length > 0) throw new Error(`the phone asks for parts that are not listed: ${unknown.join(', ')}`);
        return [
          {
            tag: 'script',
            attrs: { type: 'application/json', id: 'later-parts' },
            children: JSON.stringify(listed),
            injectTo: 'head',
          },
        ];
      },
    },
  };
}
