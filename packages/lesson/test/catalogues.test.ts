import { readdirSync, readFileSync } from 'node:fs';
import { customers, rejectionCodes } from '@ack-attack/engine';
import { wireCodes } from '@ack-attack/protocol';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';

const folder = new URL('../src/catalogues/', import.meta.url);
const languages = ['en', 'ru'] as const;
type Catalogue = Readonly<Record<string, string>>;

const filesOf = (language: string) => readdirSync(new URL(`${language}/`, folder)).sort();
const read = (language: string, file: string) =>
  JSON.parse(readFileSync(new URL(`${language}/${file}`, folder), 'utf8')) as Catalogue;

/** Arguments of a message with what they are used as, sorted. */
function argumentsOf(elements: readonly MessageFormatElement[]): string[] {
  const found = new Set<string>();
  const visit = (element: MessageFormatElement): void => {
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      found.add(`${element.value}: ${element.type === TYPE.plural ? 'number' : 'choice'}`);
      for (const option of Object.values(element.options)) option.value.forEach(visit);
    } else if (element.type === TYPE.number) {
      found.add(`${element.value}: number`);
    } else if (element.type === TYPE.argument) {
      found.add(`${element.value}: text`);
    }
  };
  elements.forEach(visit);
  return [...found].sort();
}

/** Forms that the language has and that a counting plural of the message leaves out. */
function missingForms(elements: readonly MessageFormatElement[], language: string): string[] {
  return elements.flatMap((element) => {
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
    const nested = Object.values(element.options).flatMap((option) => missingForms(option.value, language));
    // A plural that names exact numbers only, and says the rest without a number, is a choice.
    const counts = Object.values(element.options).some((option) =>
      option.value.some(({ type }) => type === TYPE.pound),
    );
    if (element.type === TYPE.select || !counts) return nested;
    const { pluralCategories } = new Intl.PluralRules(language, {
      type: element.pluralType ?? 'cardinal',
    }).resolvedOptions();
    return [...nested, ...pluralCategories.filter((form) => !Object.hasOwn(element.options, form))];
  });
}

describe('catalogues', () => {
  it('are the same files in every language', () => {
    for (const language of languages) expect(filesOf(language), language).toEqual(filesOf('en'));
  });

  describe.each(filesOf('en'))('%s', (file) => {
    const english = read('en', file);

    it('starts every key with its own name', () => {
      const prefix = `${file.replace('.json', '')}.`;
      expect(Object.keys(english).filter((key) => !key.startsWith(prefix))).toEqual([]);
    });

    it.each(languages.filter((language) => language !== 'en'))('has the same keys and arguments in %s', (language) => {
      const other = read(language, file);
      expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
      for (const [key, message] of Object.entries(english)) {
        // A plural in one language may be a plain number in another.
        expect(argumentsOf(parse(other[key] ?? '')).map(name), key).toEqual(argumentsOf(parse(message)).map(name));
      }
    });

    it.each(languages)('has every plural form of %s', (language) => {
      for (const [key, message] of Object.entries(read(language, file))) {
        expect(missingForms(parse(message), language), key).toEqual([]);
      }
    });

    it.each(languages)('says something for every key in %s', (language) => {
      for (const [key, message] of Object.entries(read(language, file))) expect(message.trim(), key).not.toBe('');
    });
  });

  it.each(languages)('say what to do about every error in %s', (language) => {
    const codes = [...rejectionCodes, ...wireCodes].map((code) => `errors.${code}`);
    expect(Object.keys(read(language, 'errors.json')).sort()).toEqual(codes.sort());
  });

  it.each(languages)('name every customer in %s', (language) => {
    const [choice] = parse(read(language, 'common.json')['common.customer'] ?? '');
    const named = choice?.type === TYPE.select ? Object.keys(choice.options) : [];
    expect(named.filter((key) => key !== 'other').map(Number)).toEqual([...Array(customers).keys()]);
  });
});

function name(argument: string): string {
  return argument.slice(0, argument.indexOf(':'));
}
