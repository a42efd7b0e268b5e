import { basename, extname } from 'node:path';
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

/** The chunks that a page can load later, by the name of the module each is loaded by, without its ending. */
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
      const name = basename(target.facadeModuleId, extname(target.facadeModuleId));
      if ((found.get(name) ?? later) !== later) throw new Error(`two later parts of a page are called ${name}`);
      found.set(name, later);
      visit(later);
    }
  };
  visit(entry.fileName);
  return found;
}
