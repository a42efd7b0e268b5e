import { insultsInEnglish } from './english-words.ts';
import { insultsInRussian } from './russian-words.ts';
import { cyrillicWords, readings } from './spelling.ts';

/**
 * Whether a name is an insult, in English or Russian, also where it is disguised: by digits and signs, by
 * letters of another script, by spaces between the letters, or by letters that are repeated.
 */
export function isAbusive(name: string): boolean {
  return readings(name).some(
    (reading) => insultsInEnglish(reading) || cyrillicWords(reading).some((word) => insultsInRussian(word)),
  );
}
