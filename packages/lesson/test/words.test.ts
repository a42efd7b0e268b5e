import { readdirSync, readFileSync } from 'node:fs';
import { languages, type Language } from '@ack-attack/engine';
import { describe, expect, it } from 'vitest';

const from = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Every text of a language, with where it stands. */
function textsIn(language: Language): readonly (readonly [string, string])[] {
  const catalogues = readdirSync(new URL(`../src/catalogues/${language}/`, import.meta.url)).flatMap((file) =>
    Object.entries(JSON.parse(from(`../src/catalogues/${language}/${file}`)) as Record<string, string>),
  );
  const said = (value: unknown, place: string): readonly (readonly [string, string])[] => {
    if (typeof value !== 'object' || value === null) return [];
    const own = (value as Record<string, unknown>)[language];
    const id = (value as Record<string, unknown>).id;
    const at = typeof id === 'string' ? id : place;
    return [
      ...(typeof own === 'string' ? [[at, own] as const] : []),
      ...Object.values(value).flatMap((inner) => said(inner, at)),
    ];
  };
  const content = readdirSync(new URL('../src/content/', import.meta.url)).flatMap((file) =>
    said(JSON.parse(from(`../src/content/${file}`)), file),
  );
  return [...catalogues, ...content];
}

/** Rows of the glossary's last table, cell by cell. */
const rows = from('../../../docs/glossary.md')
  .split('## Words on the screens')[1]!
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
const column: Record<Language, number> = { en: 2, ru: 3 };

describe('words on the screens', () => {
  it.each(languages)('are those of the glossary, %s', (language) => {
    const replaced = rows.flatMap((cells) =>
      [...cells[column[language]]!.matchAll(/`(.+?)`/g)].map(([, word]) => word!),
    );
    const texts = textsIn(language);
    expect(replaced.length).toBeGreaterThan(4);
    expect(texts.length).toBeGreaterThan(1_000);
    const found = replaced.flatMap((word) =>
      texts.filter(([, text]) => new RegExp(word, 'u').test(text)).map(([place, text]) => `${word}: ${place}: ${text}`),
    );
    expect(found).toEqual([]);
  });
});
