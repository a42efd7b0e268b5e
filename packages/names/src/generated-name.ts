import type { Language } from '@ack-attack/engine';
import english from './words/en.json' with { type: 'json' };
import russian from './words/ru.json' with { type: 'json' };

/** Words that agree with one another. */
interface WordGroup {
  qualities: readonly string[];
  animals: readonly string[];
}

const groups: Readonly<Record<Language, readonly WordGroup[]>> = { en: english, ru: russian };

/**
 * A friendly name of two words, such as Brave Otter.
 *
 * @param draw a number from 0 up to, not including, 1, the same for the same purpose
 */
export function generatedName(language: Language, draw: (purpose: string) => number): string {
  const animals = groups[language].flatMap((group) => group.animals.map((animal) => ({ animal, group })));
  const chosen = animals[Math.floor(draw('animal') * animals.length)];
  const quality = chosen?.group.qualities[Math.floor(draw('quality') * chosen.group.qualities.length)];
  if (!chosen || quality === undefined) throw new RangeError('a draw is from 0 up to, not including, 1');
  return `${quality} ${chosen.animal}`;
}
