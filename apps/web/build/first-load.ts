import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** Bytes of script and style, gzipped, that a page may need before the first tap. */
const budgets: Readonly<Record<string, number>> = { phone: 60_000 };

/**
 * Says after a build how much each page loads before the first tap, in its largest language, and fails where
 * that is over its budget.
 */
export function firstLoad(): Plugin {
  return {
    name: 'ack-attack:first-load',
    apply: 'build',
    writeBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !chunk.isEntry) continue;
        const bytes = Math.max(...firstFiles(chunk, bundle).map((files) => sizeOf(files, bundle)));
        const budget = budgets[chunk.name];
        this.info(`${chunk.name}: ${(bytes / 1000).toFixed(1)} kB gzipped before the first tap`);
        if (budget !== undefined && bytes > budget) {
          throw new Error(`the ${chunk.name} page loads ${bytes} bytes before the first tap, its budget is ${budget}`);
        }
      }
    },
  };
}

/** What a page loads first, once for each language. */
function firstFiles(entry: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): readonly ReadonlySet<string>[] {
  const page = withImports([entry.fileName], bundle);
  const texts = [...page].flatMap((file) => {
    const chunk = bundle[file];
    return chunk?.type === 'chunk' ? chunk.dynamicImports.filter((name) => /\/texts-\w+-[^/]+\.js$/.test(name)) : [];
  });
  return texts.length > 0 ? texts.map((file) => withImports([entry.fileName, file], bundle)) : [page];
}

/** Some chunks with all that they import at once, and its styles. */
function withImports(files: readonly string[], bundle: Rolldown.OutputBundle): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    const chunk = bundle[file];
    if (found.has(file) || chunk?.type !== 'chunk') return;
    found.add(file);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
    chunk.imports.forEach(visit);
  };
  files.forEach(visit);
  return found;
}

function sizeOf(files: ReadonlySet<string>, bundle: Rolldown.OutputBundle): number {
  return [...files].reduce((sum, file) => {
    const output = bundle[file];
    const content = output?.type === 'chunk' ? output.code : output?.source;
    return sum + (content === undefined ? 0 : gzipSync(content).length);
  }, 0);
}
