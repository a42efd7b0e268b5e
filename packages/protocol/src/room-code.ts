import { latinTwins } from '@ack-attack/engine/lookalikes';

/** Letters that can't be taken for one another, read or heard across a room. */
export const roomCodeAlphabet = 'ACDEFGHJKMNPRTWXY';
export const roomCodeLength = 6;

/**
 * A typed code as it was meant: in upper case, with the Latin letter in place of one that looks like it, without accents,
 * spaces or dashes. Of a link it is the code that the link leads to. What is no code comes back as its letters and digits.
 */
export function normalizeRoomCode(typed: string): string {
  const text = latinTwins(typed.normalize('NFKD').toUpperCase());
  // Before the first slash of a link stands its host, which may have six letters, too.
  const parts = text.replace(/^([^/]*:\/\/)?[^/]*/, '').split(/[\s/?#&=]/);
  return parts.map(lettersOf).find(({ length }) => length === roomCodeLength) ?? lettersOf(text);
}

function lettersOf(text: string): string {
  return text.replace(/[^A-Z0-9]/g, '');
}
