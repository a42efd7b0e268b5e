import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/**
 * Makes private members plain ones of short names before the build lowers classes for the floor, which would keep every
 * private field in a separate WeakMap: a kilobyte more on every phone, and Svelte would look into a dozen of them with
 * each change. What may touch what is checked in the sources, by the compiler.
 */
export function plainPrivateFields(): Plugin {
  return {
    name: 'ack-attack:plain-private-fields',
    apply: 'build',
    enforce: 'post',
    transform: {
      filter: { code: /#[\w$]/ },
      handler(code) {
        const found: PrivateName[] = [];
        collect(this.parse(code), found);
        if (found.length === 0) return undefined;
        // A class may extend one of another module, whose members must not get the same names.
        const module = createHash('sha256').update(code).digest('hex').slice(0, 2);
        const names = [...new Set(found.map(({ name }) => name))];
        let [plain, from] = ['', 0];
        for (const { start, end, name, quoted } of found.sort((a, b) => a.start - b.start)) {
          const short = `_${names.indexOf(name).toString(36)}${module}`;
          plain += code.slice(from, start) + (quoted ? `"${short}"` : short);
          from = end;
        }
        return { code: plain + code.slice(from), map: null };
      },
    },
  };
}

interface PrivateName {
  start: number;
  end: number;
  name: string;
  /** Whether it is asked for with `in`. */
  quoted?: boolean;
}

function collect(node: unknown, found: PrivateName[], quoted = false): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, operator } = node as { type?: string; operator?: string };
  if (type === 'PrivateIdentifier') found.push({ ...(node as PrivateName), quoted });
  else {
    for (const [key, child] of Object.entries(node)) collect(child, found, operator === 'in' && key === 'left');
  }
}
