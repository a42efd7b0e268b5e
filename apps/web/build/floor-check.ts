import type { Plugin } from 'vite';

/**
 * Methods that browsers of the floor lack. The compiler and the linter find them in our own code with more care; this is
 * for dependencies, whose code no one here compiles, so a name is enough.
 */
const newer: ReadonlySet<string> = new Set([
  ...['at', 'findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'hasOwn', 'groupBy', 'fromAsync'],
  ...['isWellFormed', 'toWellFormed', 'withResolvers', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'],
  ...['structuredClone', 'randomUUID', 'requestIdleCallback', 'showModal', 'checkVisibility', 'togglePopover'],
  ...['scheduler', 'BroadcastChannel', 'CompressionStream', 'DecompressionStream', 'OffscreenCanvas', 'Segmenter'],
]);

/** Uses that ask first whether the browser knows it, by the place in the sources where that is to be seen. */
const asked: Readonly<Record<string, string>> = {
  requestIdleCallback: 'apps/web/src/replay/recording/idle-fold.ts',
  showModal: 'apps/web/src/shared/ui/modal.ts',
};

interface Syntax {
  type?: string;
  [key: string]: unknown;
}

/** Fails a build that has, from wherever, syntax or methods that the oldest browsers lack. */
export function floorCheck(): Plugin {
  return {
    name: 'ack-attack:floor-check',
    apply: 'build',
    writeBundle(_options, bundle) {
      const found: string[] = [];
      for (const [file, output] of Object.entries(bundle)) {
        const code = output.type === 'chunk' ? output.code : file.endsWith('.js') ? String(output.source) : undefined;
        if (code === undefined) continue;
        const hits = new Set<string>();
        look(this.parse(code) as unknown as Syntax, hits, false);
        found.push(...[...hits].map((hit) => `${file}: ${hit}`));
      }
      if (found.length > 0) throw new Error(`the oldest browsers lack this:\n${found.join('\n')}`);
    },
  };
}

/** Exported for its test. */
export function look(node: Syntax, hits: Set<string>, inFunction: boolean): void {
  const name = newName(node);
  if (name !== undefined) hits.add(name);
  const deeper = inFunction || /Function/.test(node.type ?? '');
  for (const child of Object.values(node).flat()) {
    if (typeof child === 'object' && child !== null) look(child as Syntax, hits, deeper);
  }
  if (node.type === 'AwaitExpression' && !inFunction) hits.add('await outside a function');
}

function newName(node: Syntax): string | undefined {
  const named = (part: unknown) => (part as { name?: string } | undefined)?.name ?? '';
  if (node.type === 'StaticBlock' || node.type === 'PropertyDefinition') return node.type;
  if (node.type === 'Literal' && 'regex' in node) {
    const { pattern, flags } = node.regex as { pattern: string; flags: string };
    if (/\(\?<[=!]/.test(pattern)) return 'a pattern that looks behind';
    if (flags.includes('v')) return 'the flag v of a pattern';
  }
  // What a name stands for in minified code says only its length.
  const callee = node.type === 'CallExpression' || node.type === 'NewExpression' ? (node.callee as Syntax) : undefined;
  const global = callee?.type === 'Identifier' && named(callee).length > 4 ? named(callee) : '';
  const called = callee?.type === 'MemberExpression' ? named(callee.property) : global;
  return newer.has(called) && !(called in asked) ? `${called}()` : undefined;
}
