import { TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';

const growth = 1.4;
const plain = 'AEIOUYaeiouycnszCNSZ';
const accented = 'ÁÉÎÖÜÝáéîöüýçñšžÇÑŠŽ';

/** A message with its words accented and 40 % longer; its arguments stay. */
export function pseudoMessage(elements: readonly MessageFormatElement[]): MessageFormatElement[] {
  return elements.map((element) => {
    if (element.type === TYPE.literal) return { ...element, value: pseudoText(element.value) };
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return element;
    const options = Object.entries(element.options).map(([form, option]) => [
      form,
      { ...option, value: pseudoMessage(option.value) },
    ]);
    return { ...element, options: Object.fromEntries(options) as typeof element.options };
  });
}

/** Letters are doubled from the start, vowels before the rest, until the text is long enough. */
export function pseudoText(text: string): string {
  const letters = [...text];
  const isLetter = (letter: string) => /\p{L}/u.test(letter);
  const isVowel = (letter: string) => /[aeiouy]/i.test(letter);
  const count = letters.filter(isLetter).length;
  const order = [...letters.keys()].filter((at) => isLetter(letters[at]!));
  const doubled = new Set(
    [...order.filter((at) => isVowel(letters[at]!)), ...order.filter((at) => !isVowel(letters[at]!))].slice(
      0,
      Math.ceil(count * (growth - 1)),
    ),
  );
  return letters
    .map((letter, at) => {
      const mark = plain.indexOf(letter);
      const marked = mark < 0 ? letter : accented[mark]!;
      return doubled.has(at) ? marked + marked.toLowerCase() : marked;
    })
    .join('');
}
