/** A package, what it may import, and of that what it may import as types only. ARCHITECTURE.md shows the same. */
export const edgeTable = {
  'packages/engine': { imports: [], typesOf: [] },
  'packages/scoring': { imports: ['engine'], typesOf: [] },
  'packages/bots': { imports: ['engine'], typesOf: [] },
  'packages/adversary': { imports: ['bots', 'engine', 'scoring'], typesOf: [] },
  'packages/lesson': { imports: ['engine'], typesOf: [] },
  'packages/protocol': { imports: ['engine'], typesOf: ['scoring'] },
  'packages/store': { imports: [], typesOf: ['engine'] },
  'packages/store-redis': { imports: ['store'], typesOf: ['engine'] },
  'packages/names': { imports: [], typesOf: ['engine'] },
  'packages/session': { imports: ['engine', 'scoring', 'bots', 'names', 'protocol', 'store'], typesOf: [] },
  'packages/client': { imports: ['protocol'], typesOf: ['engine'] },
  'packages/replay': { imports: ['bots', 'engine', 'scoring'], typesOf: [] },
  'apps/server': { imports: ['engine', 'protocol', 'replay', 'session', 'store', 'store-redis'], typesOf: [] },
  'apps/web': { imports: ['bots', 'client', 'engine', 'lesson', 'protocol', 'replay', 'scoring'], typesOf: [] },
};

/** Packages that import nothing from outside this repository, Node's own modules included. */
const selfContained = ['packages/engine', 'packages/scoring', 'packages/bots', 'packages/replay'];

const packagePattern = /^(?:packages|apps)\/[^/]+/;

/**
 * @param {readonly { source: string, dependencies: readonly { module: string, resolved: string, dependencyTypes: readonly string[] }[] }[]} modules as dependency-cruiser found them
 * @param {typeof edgeTable} table
 * @returns {string[]} a sentence for each import that the table forbids
 */
export function forbiddenEdges(modules, table) {
  return modules.flatMap(({ source, dependencies }) => {
    const from = packagePattern.exec(source)?.[0];
    // Tests may import everything.
    if (!from || !source.startsWith(`${from}/src/`)) return [];
    const row = table[from];
    if (!row) return [`${source}: ${from} is not in the edge table`];
    return dependencies.flatMap(({ module, resolved, dependencyTypes }) => {
      const to = packagePattern.exec(resolved)?.[0];
      if (!to) {
        const outside = /^(?:npm|core)/.test(dependencyTypes.join()) || resolved.includes('node_modules');
        return outside && selfContained.includes(from) ? [`${source}: ${from} imports ${module} from outside`] : [];
      }
      if (to === from) {
        return resolved.startsWith(`${from}/src/`) ? [] : [`${source}: imports ${resolved}, which is not in src`];
      }
      if (module.startsWith('.')) return [`${source}: reaches into ${to} by a relative path`];
      const name = to.replace('packages/', '');
      if (row.imports.includes(name)) return [];
      if (!row.typesOf.includes(name)) return [`${source}: ${from} must not import ${to}`];
      return dependencyTypes.includes('type-only') ? [] : [`${source}: ${from} may import only types of ${to}`];
    });
  });
}
