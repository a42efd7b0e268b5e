import { parse } from '@formatjs/icu-messageformat-parser';
import { pseudoMessage } from './pseudo-locale.ts';
import type { Plugin } from 'vite';

/**
 * Turns the ICU messages of a catalogue into the trees that the page formats: a plain string where a message has
 * no argument, else its parsed elements. `?pseudo` after the name makes it accented and longer.
 */
export function catalogues(): Plugin {
  return {
    name: 'ack-attack:catalogues',
    enforce: 'pre',
    transform: {
      filter: { id: /\/lesson\/src\/catalogues\/.*\.json(?:\?pseudo)?$/ },
      handler(code, id) {
        const messages = JSON.parse(code) as Record<string, string>;
        const compiled = Object.entries(messages).map(([key, message]) => [
          key,
          compile(message, `${id}: ${key}`, id.endsWith('?pseudo')),
        ]);
        return {
          code: `export default ${JSON.stringify(Object.fromEntries(compiled))}`,
          map: { mappings: '' },
          moduleType: 'js',
        };
      },
    },
  };
}

function compile(message: string, where: string, pseudo: boolean) {
  try {
    const parsed = parse(message, { captureLocation: false, ignoreTag: true });
    const elements = pseudo ? pseudoMessage(parsed) : parsed;
    const [first] = elements;
    return elements.length === 1 && first?.type === 0 ? first.value : elements;
  } catch (error) {
    throw new Error(`${where}: ${String(error)}`, { cause: error });
  }
}
