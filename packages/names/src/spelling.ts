/** What people write instead of a letter of Cyrillic: look-alikes of Latin, and digits. */
const asCyrillic: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  i: 'и',
  k: 'к',
  m: 'м',
  n: 'п',
  o: 'о',
  p: 'р',
  r: 'г',
  t: 'т',
  u: 'и',
  x: 'х',
  y: 'у',
  '0': 'о',
  '1': 'и',
  '3': 'з',
  '4': 'ч',
  '6': 'б',
  '@': 'а',
  $: 'с',
  '!': 'и',
};

/** Letters that some write one after the other with something in between: f-u-n, "f u n". */
const spelledOut = /(?<![\p{L}\p{N}@$!])[\p{L}\p{N}@$!](?:[^\p{L}\p{N}@$!]+[\p{L}\p{N}@$!](?![\p{L}\p{N}@$!])){2,}/gu;

/** A name as it may be meant: as it stands, and with letters that are spelled out put together. */
export function readings(name: string): readonly string[] {
  const plain = name
    .normalize('NFKD')
    // What piles up on a letter disguises it; the breve and the dots of Й and Ё belong to it.
    .replace(/(?<=[иИеЕ])([\u0306\u0308])|\p{M}/gu, (_all, own: string | undefined) => own ?? '')
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase();
  const joined = plain.replace(spelledOut, (letters) => letters.replace(/[^\p{L}\p{N}@$!]+/gu, ''));
  return joined === plain ? [plain] : [plain, joined];
}

/** Letters of Cyrillic and Greek that can stand for a Latin one. */
const latinTwins = /^[авекмнорстухѕіјһԁԛԝαεικνορτυχ]+$/u;

/**
 * A reading as English, as it stands and with its words apart, without what is written around or behind them. A word
 * without a Latin letter is English only if all of its letters look so.
 */
export function latinWords(reading: string): readonly string[] {
  const english = reading.replace(/[\p{L}\p{N}@$!]+/gu, (word) =>
    /[\p{Script=Latin}\p{N}]/u.test(word) || latinTwins.test(word) ? word : '',
  );
  const apart = english
    .split(/[^\p{L}\p{N}@$!(]+/gu)
    .map((word) => word.replace(/^\d+|\d+$/gu, ''))
    .join(' ')
    .trim();
  return apart === english ? [english] : [english, apart];
}

/** The words of a reading as Russian: look-alikes as the letters they stand for, ё as е, repeated letters as one. */
export function cyrillicWords(reading: string): readonly string[] {
  return reading.split(/[^\p{L}\p{N}@$!]+/gu).flatMap((word) => {
    // A word of Latin letters is Russian only if all of them look so.
    if (!/\p{Script=Cyrillic}/u.test(word) && [...word].some((letter) => !(letter in asCyrillic))) return [];
    return [word, word.replace(/^\d+|\d+$/gu, '')].map((part) =>
      [...part]
        .map((letter) => asCyrillic[letter] ?? letter)
        .join('')
        .replaceAll('ё', 'е')
        .replace(/(.)\1+/gu, '$1'),
    );
  });
}
