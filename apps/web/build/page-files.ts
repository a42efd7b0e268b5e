import { extname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rolldown } from 'vite';

/** Some chunks with all that they import at once, and their styles: names of files in the build. */
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

/**
 * The chunks that a page can load later, by the module each is loaded by: its path in the page's own folder, else in
 * src, without its ending.
 */
export function laterChunks(entry: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visited = new Set<string>();
  const visit = (file: string): void => {
    const chunk = bundle[file];
    if (visited.has(file) || chunk?.type !== 'chunk') return;
    visited.add(file);
    chunk.imports.forEach(visit);
    for (const later of chunk.dynamicImports) {
      const target = bundle[later];
      if (target?.type !== 'chunk' || !target.facadeModuleId) continue;
      const path = relative(sources, target.facadeModuleId).replaceAll(sep, '/');
      const own = `${entry.name}/`;
      found.set((path.startsWith(own) ? path.slice(own.length) : path).slice(0, -extname(path).length), later);
      visit(later);
    }
  };
  visit(entry.fileName);
  return found;
}
