import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';
import { laterChunks, withImports, type ModuleInfoOf } from './page-files.ts';

interface Budget {
  /** Bytes of script and style, gzipped, until there is something to read and to tap. */
  toPaint?: number;
  /** The same until the first tap, with what the page fetches unasked. */
  toTap: number;
  /** Later parts that are fetched unasked; the texts of one language where it is absent. */
  unasked?: readonly string[];
}

const budgets: Readonly<Record<string, Budget>> = {
  // On the wire it is a kilobyte or two more: small files shrink less, and each has its frame. The limit there is 60.
  phone: { toPaint: 40_000, toTap: 60_000, unasked: ['room/room'] },
  stage: { toTap: 150_000 },
};

/**
 * Says after a build how much each page loads before the first tap, in its largest language, and fails where
 * that is over its budget.
 */
export function firstLoad(): Plugin {
  return {
    name: 'ack-attack:first-load',
    apply: 'build',
    writeBundle(_options, bundle) {
      const infoOf: ModuleInfoOf = (id) => this.getModuleInfo(id);
      const hold = (what: string, files: readonly string[], budget = Infinity) => {
        const bytes = sizeOf(withImports(files, bundle), bundle);
        this.info(`${what}: ${(bytes / 1000).toFixed(1)} kB gzipped`);
        if (bytes > budget) throw new Error(`${what}: ${bytes} bytes are over the budget of ${budget}`);
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !chunk.isEntry) continue;
        const budget = budgets[chunk.name];
        if (budget?.toPaint !== undefined) hold(`${chunk.name} to the first paint`, [chunk.fileName], budget.toPaint);
        hold(`${chunk.name} before the first tap`, filesToTap(chunk, bundle, infoOf, budget?.unasked), budget?.toTap);
      }
    },
  };
}

/** Entry and what is fetched unasked. */
function filesToTap(
  entry: Rolldown.OutputChunk,
  bundle: Rolldown.OutputBundle,
  infoOf: ModuleInfoOf,
  unasked: readonly string[] = [],
): readonly string[] {
  const later = laterChunks(entry, bundle, infoOf);
  if (!unasked.every((name) => later.has(name))) throw new Error(`the ${entry.name} page lacks one of ${unasked}`);
  const parts = unasked.length > 0 ? unasked.map((name) => later.get(name)!) : largestTexts(later, bundle);
  return [entry.fileName, ...parts];
}

function largestTexts(later: ReadonlyMap<string, string>, bundle: Rolldown.OutputBundle): readonly string[] {
  const texts = [...later].flatMap(([name, file]) => (name.startsWith('texts/') ? [file] : []));
  return texts
    .toSorted((a, b) => sizeOf(withImports([b], bundle), bundle) - sizeOf(withImports([a], bundle), bundle))
    .slice(0, 1);
}

function sizeOf(files: ReadonlySet<string>, bundle: Rolldown.OutputBundle): number {
  return [...files].reduce((sum, file) => {
    const output = bundle[file];
    const content = output?.type === 'chunk' ? output.code : output?.source;
    return sum + (content === undefined ? 0 : gzipSync(content).length);
  }, 0);
}
