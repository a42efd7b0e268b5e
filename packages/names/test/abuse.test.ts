import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedName, isAbusive } from '../src/index.ts';
import { abusiveEnglish, abusiveRussian, innocentEnglish, innocentRussian } from './name-lists.ts';

/** One or several on a line, behind lines that say where they come from. */
const realNames = readFileSync(join(import.meta.dirname, 'real-names.txt'), 'utf8')
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .flatMap((line) => line.split(/,\s*/))
  .filter((name) => name !== '');

describe('a name', () => {
  it('of a real person passes, in any culture and script', () => {
    expect(new Set(realNames).size).toBeGreaterThan(2_000);
    const scripts = [
      'Latin',
      'Cyrillic',
      'Greek',
      'Arabic',
      'Hebrew',
      'Han',
      'Hangul',
      'Devanagari',
      'Armenian',
      'Georgian',
    ];
    const lacking = scripts.filter(
      (script) => !realNames.some((name) => RegExp(`\\p{Script=${script}}`, 'u').test(name)),
    );
    expect(lacking).toEqual([]);
    expect(realNames.filter(isAbusive)).toEqual([]);
  });

  it.each([
    ['English', innocentEnglish],
    ['Russian', innocentRussian],
  ])('that is innocent passes in %s, whatever it holds', (_language, names) => {
    expect(names.filter(isAbusive)).toEqual([]);
  });

  it.each([
    ['English', abusiveEnglish],
    ['Russian', abusiveRussian],
  ])('that insults is found in %s, however it is disguised', (_language, names) => {
    expect(names.filter((name) => !isAbusive(name))).toEqual([]);
  });
});

describe('a generated name', () => {
  const steps = Array.from({ length: 60 }, (_, step) => step / 60);
  const names = (language: 'en' | 'ru') => [
    ...new Set(
      steps.flatMap((animal) =>
        steps.map((quality) => generatedName(language, (purpose) => (purpose === 'animal' ? animal : quality))),
      ),
    ),
  ];

  it.each(['en', 'ru'] as const)('has two words, fits, insults no one and is one of a thousand, in %s', (language) => {
    const all = names(language);
    expect(all.length).toBeGreaterThan(1_000);
    expect(all.filter((name) => !/^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u.test(name) || name.length > 20)).toEqual([]);
    expect(all.filter(isAbusive)).toEqual([]);
  });

  it('agrees in Russian', () => {
    for (const name of names('ru')) expect(/(?:ый|ий|ой) .*[^а]$|ая .*(?:а|ь)$/.test(name), name).toBe(true);
  });

  it('is the same for the same draws', () => {
    const draw = (purpose: string) => (purpose === 'animal' ? 0.3 : 0.7);
    expect(generatedName('en', draw)).toBe(generatedName('en', draw));
    expect(() => generatedName('en', () => 1)).toThrow(RangeError);
  });
});
