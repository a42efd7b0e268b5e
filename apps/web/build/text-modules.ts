import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { languages } from '../../../packages/engine/src/base/languages.ts';
import { pseudoLocale } from '../src/shared/i18n/pseudo-locale.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
/** No such folder is there: the modules are named as if it were, so that a part of a page has a name like the others. */
const folder = path('../src/texts/');
const catalogues = path('../../../packages/lesson/src/catalogues/');
const lazyChunk = path('../src/phone/base/lazy-chunk.ts');

/**
 * Makes the modules that load a page's or a part's texts: 'texts:common+errors' exports a function that loads these
 * catalogues in one language, 'texts:later/…' one for later parts of the phone, and 'texts:built-in/…' one for what is in
 * the page in every language.
 *
 * @throws Error where there is no such catalogue
 */
export function textModules(): Plugin {
  return {
    name: 'ack-attack:text-modules',
    enforce: 'pre',
    resolveId: {
      filter: { id: /^texts:/ },
      handler: (id) => `${folder}${id.slice('texts:'.length)}.js`,
    },
    load: {
      filter: { id: /\/src\/texts\/[^?]+\.js$/ },
      handler(id) {
        const name = id.slice(folder.length, -'.js'.length);
        const [, names = '', locale] = /^([a-z+]+)-([\w-]+)$/.exec(name) ?? [];
        if (locale !== undefined) return textsOf(names.split('+'), locale);
        const [kind, wanted] = name.includes('/') ? (name.split('/') as [string, string]) : ['', name];
        return loaderOf(kind, wanted);
      },
    },
  };
}

function loaderOf(kind: string, names: string): string {
  const load = (locale: string) => `${JSON.stringify(locale)}: () => import("texts:${names}-${locale}")`;
  const loads = (some: readonly string[]) => `const load = { ${some.map(load).join(', ')} };`;
  switch (kind) {
    case '':
      return `${loads([...languages, pseudoLocale])}\nexport default (locale) => load[locale]();`;
    case 'later':
      return [
        `import { lazyChunk } from ${JSON.stringify(lazyChunk)};`,
        loads([...languages, pseudoLocale]),
        `export default (locale) => lazyChunk(\`texts/${names}-\${locale}\`, load[locale]);`,
      ].join('\n');
    case 'built-in':
      return [
        ...languages.map((language) => `import ${language} from "texts:${names}-${language}";`),
        `const texts = { ${languages.join(', ')} };`,
        loads([pseudoLocale]),
        'export default (locale) => load[locale]?.() ?? Promise.resolve({ default: texts[locale] });',
      ].join('\n');
    default:
      throw new Error(`texts are not loaded ${kind}`);
  }
}

/** All sentences of some catalogues. */
function textsOf(names: readonly string[], locale: string): string {
  const files = names.map((name) =>
    locale === pseudoLocale ? `${catalogues}en/${name}.json?pseudo` : `${catalogues}${locale}/${name}.json`,
  );
  const missing = files.find((file) => !existsSync(file.replace('?pseudo', '')));
  if (missing !== undefined) throw new Error(`there is no catalogue ${missing}`);
  if (files.length === 1) return `export { default } from ${JSON.stringify(files[0])};`;
  const imports = files.map((file, index) => `import t${index} from ${JSON.stringify(file)};`);
  return `${imports.join('\n')}\nexport default { ${files.map((_, index) => `...t${index}`).join(', ')} };`;
}
