import type { Rolldown } from 'vite';

interface Modules {
  getModuleInfo: Rolldown.GetModuleInfo;
}

/**
 * Names the chunk of a module that the phone needs at its start: one for what other pages need too and one for the
 * rest. In many small files the page would wait for the school's network once for every six of them.
 */
export function firstChunk(phone: string, others: readonly string[]) {
  let first: ReadonlySet<string> | undefined;
  let elsewhere: ReadonlySet<string> = new Set();
  return (module: string, modules: Modules): string | null => {
    if (!first) {
      first = reachable([phone], modules);
      elsewhere = reachable(others, modules);
    }
    // The entry and the script it names stay the page's own.
    if (!first.has(module) || module === phone || module.endsWith('/phone/main.ts')) return null;
    return elsewhere.has(module) ? 'base' : 'first';
  };
}

/** Some modules with their static imports. */
function reachable(from: readonly string[], modules: Modules): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (module: string): void => {
    if (found.has(module)) return;
    found.add(module);
    modules.getModuleInfo(module)?.importedIds.forEach(visit);
  };
  from.forEach(visit);
  return found;
}
