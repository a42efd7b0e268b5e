/** Letters of Cyrillic and Greek that can't be told from a Latin one on a screen, in upper case, above their twins. */
const letters = 'АВЕЁЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ';
const twins = 'ABEESIJKMHOPCTYXABEZHIKMNOPTYX';

/** A text in upper case with each letter of those alphabets as the Latin one that it looks like. */
export function latinTwins(text: string): string {
  return text.replace(/[\u0370-\u04ff]/g, (letter) => twins[letters.indexOf(letter)] ?? letter);
}
