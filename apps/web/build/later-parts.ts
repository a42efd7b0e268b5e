import type { Plugin } from 'vite';
import { laterChunks, withImports } from './page-files.ts';

/**
 * Writes into the phone's page which files its later parts are made of, by part: so it can fetch them ahead, and
 * again where the network failed.
 */
export function laterParts(): Plugin {
  return {
    name: 'ack-attack:later-parts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle, chunk }) {
        if (!bundle || chunk?.name !== 'phone') return undefined;
        const first = withImports([chunk.fileName], bundle);
        const parts = [...laterChunks(chunk, bundle)].map(([name, file]) => [
          name,
          [...withImports([file], bundle)].filter((needed) => !first.has(needed)).map((needed) => `/${needed}`),
        ]);
        return [
          {
            tag: 'script',
            attrs: { type: 'application/json', id: 'later-parts' },
            children: JSON.stringify(Object.fromEntries(parts)),
            injectTo: 'head',
          },
        ];
      },
    },
  };
}
