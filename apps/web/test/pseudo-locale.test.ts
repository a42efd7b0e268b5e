import { readdirSync, readFileSync } from 'node:fs';
import { parse } from '@formatjs/icu-messageformat-parser';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { pseudoMessage, pseudoText } from '../build/pseudo-locale.ts';

const folder = new URL('../../../packages/lesson/src/catalogues/en/', import.meta.url);
const catalogues = readdirSync(folder).map(
  (file) =>
    [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Readonly<Record<string, string>>] as const,
);
const letters = (text: string) => text.match(/\p{L}/gu)?.length ?? 0;

test('words are accented and two fifths longer, and signs stay', () => {
  expect(pseudoText('Lost: 3 · send again')).toBe('Llööšt: 3 · šééñd áágááîîñ');
  for (const text of ['Confirm', 'Send again', 'The broker has no copy.', 'hmm'])
    expect(letters(pseudoText(text)), text).toBe(letters(text) + Math.ceil(letters(text) * 0.4));
});

test.each(catalogues)('%s keeps its arguments and stays a message', (_, catalogue) => {
  for (const [key, message] of Object.entries(catalogue)) {
    const before = parse(message, { ignoreTag: true });
    const after = pseudoMessage(before);
    expect(
      after.map(({ type }) => type),
      key,
    ).toEqual(before.map(({ type }) => type));
    expect(() => new IntlMessageFormat(after, 'en-XA'), key).not.toThrow();
  }
});
