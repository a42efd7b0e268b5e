import { extname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rolldown } from 'vite';
import { pseudoLocale } from '../src/shared/i18n/pseudo-locale.ts';

/** Some chunks with their static imports, and their styles: names of files in the build. */
export function withImports(files: readonly string[], bundle: Rolldown.OutputBundle): ReadonlySet<string> {
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

const sources = fileURLToPath(new URL('../src/', import.meta.url));

/** What the bundler knows of a module; a plugin's context has it once the modules are loaded. */
export type ModuleInfoOf = Rolldown.PluginContext['getModuleInfo'];

/**
 * The chunks that a page can load later, by the module each is loaded by: its path in the page's own folder, else in
 * src, without its ending. The bundler may put such a module into a chunk with others, so modules are asked, not chunks.
 *
 * @throws Error where a module is loaded later and is in no chunk
 */
export function laterChunks(
  entry: Rolldown.OutputChunk,
  bundle: Rolldown.OutputBundle,
  infoOf: ModuleInfoOf,
): ReadonlyMap<string, string> {
  const chunkOf = new Map<string, string>();
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk') for (const id of chunk.moduleIds) chunkOf.set(id, chunk.fileName);
  }
  const found = new Map<string, string>();
  const visited = new Set<string>();
  const visit = (file: string): void => {
    const chunk = bundle[file];
    if (visited.has(file) || chunk?.type !== 'chunk') return;
    visited.add(file);
    chunk.imports.forEach(visit);
    for (const id of chunk.moduleIds.flatMap((module) => infoOf(module)?.dynamicallyImportedIds ?? [])) {
      // It is no reader's language, so no device prefetches it.
      if (id.endsWith(`-${pseudoLocale}.js`)) continue;
      const later = chunkOf.get(id);
      if (!later) throw new Error(`${id} is loaded later, and no chunk has it`);
      const path = relative(sources, id).replaceAll(sep, '/');
      const own = `${entry.name}/`;
      found.set((path.startsWith(own) ? path.slice(own.length) : path).slice(0, -extname(path).length), later);
      visit(later);
    }
  };
  visit(entry.fileName);
  return found;
}
